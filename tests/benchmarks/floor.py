"""The floor: requests, orjson and a loop; what no reader in Python can do without.

`python floor.py http://127.0.0.1:1234 settings.json`, in an environment with requests and
orjson. One page after another, no limiter, no retry, no schema, no state, values as TikTok
sends them: each row is decoded, made flat, and written as a RECORD line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson  # type: ignore[import-not-found,unused-ignore] # in the floor's environment only
import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/open_api/v1.3/report/integrated/get/"


def pages(session: requests.Session, url: str, params: dict[str, str]) -> Iterator[list[Any]]:
    """The rows of each page of one report."""
    number, last = 1, 1
    while number <= last:
        body = session.get(url, params={**params, "page": str(number)}, timeout=60).content
        data = orjson.loads(body)["data"]
        yield data["list"]
        number, last = number + 1, data["page_info"]["total_page"]


def main(base_url: str, settings: dict[str, Any]) -> None:
    """Write the rows of all advertisers and windows."""
    session = requests.Session()
    session.headers["Access-Token"] = settings["access_token"]
    write = sys.stdout.buffer.write
    for advertiser_id in settings["advertiser_ids"]:
        for start, end in settings["windows"]:
            params = {
                **settings["params"],
                "advertiser_id": advertiser_id,
                "start_date": start,
                "end_date": end,
            }
            for rows in pages(session, base_url + PATH, params):
                for row in rows:
                    record = {"advertiser_id": advertiser_id, **row["dimensions"], **row["metrics"]}
                    message = {"type": "RECORD", "stream": "daily_metrics", "record": record}
                    write(orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
