"""What the frontier refuses, in sentences."""

from jobspider.errors import JobspiderError


class RefusedRequestError(JobspiderError):
    """A request cannot go through Redis; names the request, what of it, and what to do instead."""

    status = 422


class UnreadableRequestError(JobspiderError):
    """Bytes that came from Redis are no request of this spider; says why. Nothing of them was executed."""

    status = 422


class EngineContractError(JobspiderError):
    """This Scrapy release lacks a part of the engine that the frontier leans on; names the part."""
