"""TikTok's return codes by what must be done about them, as its documentation has them.

Written down a second time on purpose: the table in the tap is checked against this one.
"""

from __future__ import annotations

from typing import Final

OUTCOMES: Final = {
    "retry": "the request is repeated after a moment",
    "throttled": "repeated after everybody on this app has waited",
    "lane": "repeated after this advertiser has waited on this path",
    "long": "repeated after a long wait: maintenance",
    "smaller": "asked in smaller parts",
    "advertiser": "this advertiser fails, the others go on",
    "stream": "this stream is given up, the others go on",
    "request": "this advertiser's part of this stream fails, everything else goes on",
    "stop": "the run stops",
}

_CODES: Final = {
    "retry": (20001, 40200, 40201, 40202, 40700),
    "throttled": (40016, 40100, 40132),
    "lane": (40133,),
    "long": (60001, 61000),
    "smaller": (40067,),
    "advertiser": (40001, 40003, 40114, 40300, 40301, 40302),
    "stream": (40008, 40117, 40118, 40119, 40130, 40131, 40400, 41001, 41002),
    "request": (40000, 40002, 40007, 40011, 40012),
    "stop": (40006, 40009, 40010, 40013, 40051, 40104, 40105, 40113),
}

_SERVICES: Final = (
    (50000, 50002, 51000, 51001, 51003, 51008, 51010, 51012, 51016, 51021, 51037, 51040),
    (51060, 51061, 51099, 51305, 52000, 52204, 53102, 53103),
)

_WRITING: Final = (
    (40050, 40052, 40053, 40061, 40062, 40063, 40120, 40121, 40122, 40126, 40127, 40128),
    (40129, 40502, 40900, 40916),
)

_CREDENTIALS: Final = (
    (40101, 40102, 40103, 40106, 40107, 40108, 40109, 40110, 40112, 40115, 40116, 40124),
    (40125, 40309, 41000, 70001),
)

CLASS_OF_CODE: Final = {
    **{code: outcome for outcome, codes in _CODES.items() for code in codes},
    **{code: "retry" for codes in _SERVICES for code in codes},
    **{code: "request" for codes in _WRITING for code in codes},
    **{code: "stop" for codes in _CREDENTIALS for code in codes},
}
"""Every documented return code but success → its outcome."""
