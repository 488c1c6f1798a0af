"""A reviewer's access token, signed with the key that identity signs with."""

import json
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey

from chassis.keys import SIGNING
from tests.support import Signer


def reviewer_token(keys: Path) -> str:
    signer = Signer()
    key = KeySet.import_key_set(json.loads((keys / SIGNING).read_bytes())).keys[0]
    assert isinstance(key, OKPKey)
    signer.key = key
    return signer.token("reviewer", roles=("REVIEWER",))
