"""An issuer of tokens, and somebody who would like to be it."""

import time
from typing import Any

from joserfc import jwk, jwt

TOKEN = "the-token-of-this-run"
ISSUER, AUDIENCE = "https://id.example", "quotaplan"
OURS = jwk.RSAKey.generate_key(2048, {"kid": "ours"}, private=True)
THEIRS = jwk.RSAKey.generate_key(2048, {"kid": "ours"}, private=True)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": ISSUER, "aud": AUDIENCE, "sub": "ann", "exp": now + 600, "roles": ["planner"]} | changes


def signed(key: Any = OURS, algorithm: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "ours"}, claims(**changes), key, [algorithm])
