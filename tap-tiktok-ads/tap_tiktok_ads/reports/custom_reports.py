"""The user's own reports: an entry of the setting `reports` -> a report, checked offline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.reports.breakdowns import AUDIENCE, BASIC, breakdown_of
from tap_tiktok_ads.reports.daily_reports import DAILY_REPORTS, SMART_PLUS_AD
from tap_tiktok_ads.reports.filters import read_filters
from tap_tiktok_ads.reports.ready_made import is_ready_made
from tap_tiktok_ads.reports.report import Grain, Report, known_metric
from tap_tiktok_ads.reports.rules import is_taken, nearest, problems_of
from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.metric import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_KEYS: Final = (
    *("name", "level", "dimensions", "metrics", "time", "filters", "lookback"),
    *("report_type", "allow_unknown"),
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_LEVELS: Final = {
    "ad": Level.AD,
    "adgroup": Level.AD_GROUP,
    "campaign": Level.CAMPAIGN,
    "advertiser": Level.ADVERTISER,
}
_TIMES: Final = {one.value: one for one in Grain} | {
    f"stat_time_{one.value}": one for one in Grain if one.dimension
}
_OF_LEVEL: Final = {one.level: one for one in DAILY_REPORTS}
_DEFAULT_METRICS: Final = ("spend", "impressions", "clicks", "conversion")
_MOST_DAYS: Final = 365


def custom_reports(entries: Sequence[Mapping[str, Any]], taken: Collection[str]) -> list[Report]:
    """Return a report per entry.

    Args:
        entries: as they stand in the settings.
        taken: the names that other streams have.

    Raises:
        SettingError: an entry that TikTok would refuse, or whose name is taken.
    """
    reports: list[Report] = []
    for number, entry in enumerate(entries):
        report = _Entry(f"reports[{number}]", entry).report()
        if report.name in {*taken, *(one.name for one in reports)}:
            raise SettingError(
                f"reports[{number}]: there is a stream {report.name} already, choose another name"
            )
        reports.append(report)
    return reports


@dataclass(frozen=True)
class _Entry:
    """One entry, and how errors name it."""

    place: str
    given: Mapping[str, Any]

    def report(self) -> Report:
        """Return the report: of the type that takes what is asked for, BASIC first."""
        for key in self.given:
            if key not in _KEYS:
                raise self._wrong(f"there is no key {key}{nearest(key, _KEYS)}")
        report = self._of_type(BASIC)
        candidates = [report, *([self._of_type(AUDIENCE)] if report.breakdowns else [])]
        chosen = self.given.get("report_type")
        if chosen is not None:
            candidates = [one for one in candidates if one.report_type == str(chosen).upper()]
            if not candidates:
                raise self._wrong("report_type is BASIC, or AUDIENCE with a dimension")
        # Where the dimensions are of one type only, what the other lacks is not the matter.
        fitting = [one for one in candidates if _has_its_dimensions(one)] or candidates
        problems = [self._problems(one) for one in fitting]
        for candidate, complaints in zip(fitting, problems, strict=True):
            if not complaints:
                return candidate
        raise self._wrong(min(problems, key=len)[0])

    def _problems(self, report: Report) -> list[str]:
        allow_unknown = self.given.get("allow_unknown", False)
        if not isinstance(allow_unknown, bool):
            raise self._wrong("allow_unknown must be true or false")
        return list(problems_of(report, allow_unknown=allow_unknown))

    def _of_type(self, report_type: str) -> Report:
        base = _OF_LEVEL[self._level()]
        names = self._texts("dimensions")
        time = self._grain(names)
        own = {"advertiser_id", base.id_dimension, "ad_id_v2", time.dimension}
        breakdowns = tuple(self._column(name, report_type) for name in names if name not in own)
        is_smart_plus = base.level is Level.AD and "ad_id_v2" in names
        report = replace(
            base,
            name=self._name(),
            report_type=report_type,
            id_column=SMART_PLUS_AD if is_smart_plus else base.id_column,
            grain=time,
            breakdowns=breakdowns,
            filters=read_filters(self.given.get("filters"), self.place),
            lookback=self._lookback(),
            metrics=(),
            takes_extra_metrics=False,
        )
        chosen = self._texts("metrics")
        metrics = chosen or tuple(one for one in _DEFAULT_METRICS if is_taken(one, report))
        return replace(report, metrics=tuple(map(known_metric, metrics)), chosen_metrics=chosen)

    def _column(self, name: str, report_type: str) -> Column:
        if name in {one.id_dimension for one in DAILY_REPORTS}:
            level = str(self.given.get("level"))
            raise self._wrong(
                f"dimension {name} does not fit level {level}: a parent's id is asked for as a "
                "metric"
            )
        found = breakdown_of(name, report_type)
        return found.column if found else Column(name, Kind.TEXT, "Dimension.", requested=False)

    def _name(self) -> str:
        name = self.given.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self._wrong("name must be small letters, digits and _, as country_daily")
        if is_ready_made(name):
            raise self._wrong("names that end so are the ready-made reports', choose another one")
        return name

    def _level(self) -> Level:
        text = str(self.given.get("level", "")).strip().lower()
        text = text.removeprefix("auction_").replace("_", "").replace(" ", "")
        if text not in _LEVELS:
            raise self._wrong("level must be ad, ad_group, campaign or advertiser")
        return _LEVELS[text]

    def _grain(self, dimensions: Sequence[str]) -> Grain:
        named = [one for one in dimensions if one.startswith("stat_time_")]
        text = str(self.given.get("time") or (named[0] if named else "day")).strip().lower()
        if text not in _TIMES:
            raise self._wrong("time must be day, hour or lifetime")
        grain = _TIMES[text]
        if any(one != grain.dimension for one in named):
            raise self._wrong(f"time {grain.value} and dimension {named[0]} contradict each other")
        return grain

    def _lookback(self) -> int | None:
        given = self.given.get("lookback")
        if given is None:
            return None
        is_whole = isinstance(given, int) and not isinstance(given, bool)
        if not is_whole or not 0 <= given <= _MOST_DAYS:
            raise self._wrong(f"lookback must be a whole number of days from 0 to {_MOST_DAYS}")
        return int(given)

    def _texts(self, key: str) -> tuple[str, ...]:
        given = self.given.get(key)
        if given is None:
            return ()
        if isinstance(given, str):
            given = re.split(r"[,\s]+", given.strip())
        if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
            raise self._wrong(f"{key} must be a list of names")
        return tuple(dict.fromkeys(given))

    def _wrong(self, why: str) -> SettingError:
        name = self.given.get("name")
        named = f" ({name})" if isinstance(name, str) and _NAME.fullmatch(name) else ""
        return SettingError(f"{self.place}{named}: {why}")


def _has_its_dimensions(report: Report) -> bool:
    return all(breakdown_of(one.name, report.report_type) for one in report.breakdowns)
