"""What can go wrong with TikTok, by what the caller does next.

    TapError
    ├── SettingError          the user changes a setting; nothing was asked of TikTok
    ├── ChangeStoreError      the database of the setting change_store_url can't be used
    ├── Stopped               the process was told to end
    └── TikTokError           TikTok (or the way to it) refused one request
        ├── Retryable         the same request may work later
        │   ├── Throttled     … after everybody on this app has waited
        │   ├── LaneThrottled … after this advertiser has waited on this path
        │   ├── Unreachable   … but nothing has ever answered at this address
        │   └── Unavailable   … after a long wait: maintenance
        ├── QueryTooLarge     a smaller request works now
        │   └── TimedOut      … and TikTok punishes repeating the same slow one
        ├── NamesRefused      the request works without the names TikTok refuses
        ├── Rejected          this request fails; the advertiser's other streams go on
        │   ├── NotGranted    … because this advertiser does not grant the app this path
        │   └── MetricRefused … because of a metric that the user asked for
        ├── AdvertiserFailed  every request for this advertiser fails; the others go on
        ├── StreamFailed      every request to this path fails; the other streams go on
        │   └── EndpointGone  … because there is no such path (any more)
        └── RunFailed         nothing will work: stop
            ├── AppBlocked    … because TikTok has blocked the app
            ├── AppRefused    … because app_id or app_secret is wrong
            └── WrongAddress  … because it is not TikTok's API that answers

Which of TikTok's return codes is which error is said in `tiktok.codes`. Beside the tree stands
`Interrupted`: a signal is no error, and nothing that handles errors may swallow it.
"""

from __future__ import annotations

from typing import ClassVar


class Interrupted(BaseException):
    """A signal told the process to end; `exit_code` is 128 + the signal's number."""

    def __init__(self, signum: int) -> None:
        """Remember the signal."""
        super().__init__(signum)
        self.exit_code = 128 + signum


class TapError(Exception):
    """An error whose text a person can act on: it is printed as it is, without a traceback.

    `anchor` names its entry in docs/errors.md.
    """

    anchor: ClassVar[str] = "defect"


class SettingError(TapError):
    """A setting is missing or wrong; the text names it and says what to do."""

    anchor = "setting"


class ChangeStoreError(TapError):
    """The change store can't be used: to go on without it would lose track of what arrived."""

    anchor = "change-store"


class Stopped(TapError):
    """The process was told to end while it waited."""

    anchor = "ended"


class TikTokError(TapError):
    """TikTok refused one request.

    `code` is TikTok's return code, or None when no envelope arrived. The text begins with the
    request id, when there is one, because TikTok's support asks for it first.
    """

    anchor = "rejected"
    advice: str = ""

    def __init__(self, message: str, *, code: int | None = None, request_id: str = "") -> None:
        """Keep code and request id beside the text."""
        super().__init__(f"[request_id {request_id}] {message}" if request_id else message)
        self.message = message
        self.code = code
        self.request_id = request_id

    def with_advice(self) -> str:
        """Say what happened and what to do, in one line."""
        return f"{str(self).rstrip('. ')}. What to do: {self.advice}"


class Retryable(TikTokError):
    """A passing fault: the same request may work later."""

    anchor = "passing"
    advice = "TikTok kept failing; run again later, the bookmark stays where it was"


class Throttled(Retryable):
    """The app's quota is used up: everybody on this app waits."""

    anchor = "throttled"
    advice = "lower max_requests_per_second to your app's tier, or run at another time"


class LaneThrottled(Retryable):
    """One advertiser's quota on one path is used up."""

    anchor = "throttled"
    advice = "run again later, or with fewer max_concurrent_requests"


class Unreachable(Retryable):
    """Nothing has answered in this run: a wrong address is likelier than a fault that passes."""

    anchor = "unreachable"
    advice = "check api_url, and that this machine reaches it (proxy, firewall, DNS)"


class Unavailable(Retryable):
    """TikTok is in maintenance, or has blocked the app for a while."""

    anchor = "maintenance"
    advice = "TikTok is in maintenance; run again later"


class QueryTooLarge(TikTokError):
    """TikTok will not answer a query of this size (40067)."""

    anchor = "too-large"
    advice = "ask for fewer metrics; the smallest window was still too large for TikTok"


class TimedOut(QueryTooLarge):
    """No answer in time. TikTok blocks an app that repeats a slow query, so it is shrunk."""

    advice = "TikTok did not answer in time; run again later or raise request_timeout"


class NamesRefused(TikTokError):
    """TikTok refuses some of the `fields` or `metrics` asked for, and so the whole request.

    `refused` holds the names to leave out. It is empty when TikTok only says which names are
    legal (those are in `legal`), or only that some do not go together (then both are empty).
    """

    anchor = "names"

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        request_id: str = "",
        refused: frozenset[str] = frozenset(),
        legal: frozenset[str] = frozenset(),
    ) -> None:
        """Keep what TikTok said of the names."""
        super().__init__(message, code=code, request_id=request_id)
        self.refused = refused
        self.legal = legal


class Rejected(TikTokError):
    """TikTok finds fault with this request; sending it again can't help."""

    advice = "please report this with the request id: the tap asked for something TikTok refuses"


class NotGranted(Rejected):
    """This advertiser does not grant the app what this path needs; others may."""

    anchor = "not-granted"
    advice = (
        "let the advertiser grant the app the missing permission and authorize it again, or "
        "deselect the stream"
    )


class MetricRefused(Rejected):
    """TikTok refuses this advertiser `metrics` of the setting; others may have them."""

    anchor = "metric"
    advice = (
        "remove the metric from the setting metrics, or import this advertiser without it in a "
        "run of its own"
    )

    def __init__(self, error: NamesRefused, metrics: frozenset[str]) -> None:
        """Keep which metrics they are."""
        names = ", ".join(sorted(metrics))
        text = f"the setting metrics has {names}: {error.message}"
        super().__init__(text, code=error.code, request_id=error.request_id)
        self.metrics = metrics


class AdvertiserFailed(TikTokError):
    """The token may not read this advertiser, or it is gone."""

    anchor = "advertiser"
    advice = "grant the app access to this advertiser again, or list it in exclude_advertiser_ids"


class StreamFailed(TikTokError):
    """The app may not use this endpoint."""

    anchor = "permission"
    advice = "add the missing permission to the app and authorize it again, or deselect the stream"


class EndpointGone(StreamFailed):
    """There is nothing at this path (any more)."""

    anchor = "endpoint"
    advice = (
        "check that api_url is TikTok's; if it is, TikTok took this endpoint away: update the tap, "
        "or deselect the stream"
    )


class RunFailed(TikTokError):
    """Nothing will work until a person changes something."""

    anchor = "token"
    advice = "check access_token"


class AppRefused(RunFailed):
    """TikTok refuses the pair of app_id and app_secret."""

    anchor = "app"
    advice = "check app_id and app_secret: both stand on the app's page in TikTok for Business"


class AppBlocked(RunFailed):
    """TikTok has forbidden or not approved the app; the token may be good."""

    advice = (
        "see to the app on its page in TikTok for Business: it is blocked, waits for approval, or "
        "was withdrawn after a long rest"
    )


class WrongAddress(RunFailed):
    """Something answers, but it is not TikTok's API."""

    anchor = "address"
    advice = "check api_url, and whether a proxy answers in TikTok's place"
