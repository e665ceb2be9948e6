"""`GET /advertiser/info/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.access import check_access
from tests.emulator.catalogue.advertiser_fields import ADVERTISER_FIELDS, EDITABLE
from tests.emulator.entities.fields import read_fields
from tests.emulator.envelope import ApiError, encode, parameter_error
from tests.emulator.page_cache import Rendered
from tests.emulator.parameters import Parameters, list_of_ids, missing
from tests.emulator.records.advertiser import advertiser_record

if TYPE_CHECKING:
    from tests.emulator.context import Context
    from tests.emulator.marketing import Call


class AdvertiserInfo:
    """Details of up to 100 advertisers, unpaged."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def answer(self, call: Call) -> Rendered:
        """The advertisers in the order they were asked for."""
        parameters = Parameters(call.request.query)
        value = parameters.json("advertiser_ids")
        if value is None:
            raise missing("advertiser_ids")
        ids = list_of_ids("advertiser_ids", value)
        if not ids:
            raise parameter_error("advertiser_ids: Shorter than minimum length 1.")
        fields = self._fields(parameters, self._context.answers.refused_fields(ids, call.path))
        records = [self._record(call, id_, fields) for id_ in self._readable(call, ids)]
        return Rendered(encode({"list": records}), {})

    def _fields(self, parameters: Parameters, refused: frozenset[str]) -> list[str] | None:
        fields = read_fields(parameters, list(ADVERTISER_FIELDS), refused)
        if fields and parameters.text("fields") is None:
            fields.remove(EDITABLE)  # it comes alone, and only when asked for
        return fields

    def _readable(self, call: Call, ids: list[str]) -> list[str]:
        """All of them, or with the switch only the good ones of a mixed list."""
        readable, refusal = [], None
        for id_ in ids:
            try:
                check_access(self._context, call, id_)
            except ApiError as error:
                refusal = refusal or error
            else:
                readable.append(id_)
        if refusal and (self._context.options.info_mixed == "fail" or not readable):
            raise refusal
        return readable

    def _record(self, call: Call, id_: str, fields: list[str] | None) -> dict[str, Any]:
        account = check_access(self._context, call, id_).account
        record = advertiser_record(account, self._context.modes.status(id_))
        if fields is None:
            del record[EDITABLE]
        elif EDITABLE in fields:
            return {"advertiser_id": id_, EDITABLE: True}
        else:
            record = {name: record[name] for name in fields}
        if self._context.options.extra_fields:
            record["new_field_of_2027"] = {"anything": [1, None]}
        return record
