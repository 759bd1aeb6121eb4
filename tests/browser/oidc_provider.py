"""An OpenID Connect provider for tests, a process of its own: `python -m tests.browser.oidc_provider PORT ISSUER`.

It has what Entra ID and NHS CIS2 have (description, sign-in page, code for tokens with PKCE, signed ID token, keys,
details of the user), and its sign-in page can be asked to answer wrongly, one fault at a time.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from dataclasses import dataclass
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "directorate-tests", "only for tests"
KEY_ID = "key-1"
FAULTS = (
    "none", "nonce", "no nonce", "audience", "issuer", "expired", "signature", "unsigned", "shared secret",
    "no key id", "not a token", "no token", "somebody else", "no subject", "token refused", "denied", "broken",
)  # fmt: skip


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    asked: dict[str, str]
    email: str
    verified: str
    fault: str


@cache
def key(which: str) -> rsa.RSAPrivateKey:
    """The key that signs; another for every other name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """The five addresses."""

    issuer = ""
    grants: dict[str, Grant] = {}

    def do_GET(self) -> None:
        """Description, sign-in page, keys, details."""
        address = urlsplit(self.path)
        match address.path:
            case "/.well-known/openid-configuration":
                self.answer(self.description())
            case "/authorize":
                self.sign_in_page({name: values[0] for name, values in parse_qs(address.query).items()})
            case "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key("ours").public_key()))
                self.answer({"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]})
            case "/userinfo":
                grant = self.grants.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
                self.answer(self.details(grant) if grant else {"error": "invalid_token"}, status=200 if grant else 401)
            case _:
                self.answer({"error": "not_found"}, status=404)

    def do_POST(self) -> None:
        """Somebody signs in; the application fetches its tokens."""
        length = int(self.headers.get("Content-Length", "0"))
        sent = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        if urlsplit(self.path).path == "/authorize":
            self.signed_in(sent)
        else:
            self.tokens(sent)

    def description(self) -> dict[str, object]:
        """What stands at the well-known address."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def sign_in_page(self, asked: dict[str, str]) -> None:
        """A form for the address, whether it is verified, and what is to go wrong."""
        if asked.get("client_id") != CLIENT_ID or "openid" not in asked.get("scope", "").split():
            self.answer({"error": "invalid_request"}, status=400)
            return
        hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in asked.items())
        faults = "".join(f"<option>{fault}</option>" for fault in FAULTS)
        self.page(
            f'<h1>Sign-in page of the Trust</h1><form method="post" action="/authorize">{hidden}'
            '<label>Address <input name="email"></label>'
            "<label>Verified <select name='verified'><option>yes</option><option>no</option><option>unsaid</option></select></label>"
            f"<label>Fault <select name='fault'>{faults}</select></label><button>Sign in</button></form>"
        )

    def signed_in(self, sent: dict[str, str]) -> None:
        """Back to the application with a code, or with a refusal."""
        code = secrets.token_urlsafe()
        self.grants[code] = Grant(sent, sent.get("email", ""), sent["verified"], sent["fault"])
        refusals = {"denied": {"error": "access_denied"}, "broken": {"error": "server_error"}}
        back = refusals.get(sent["fault"], {"code": code}) | {"state": sent["state"]}
        self.send_response(302)
        self.send_header("Location", f"{sent['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def tokens(self, sent: dict[str, str]) -> None:
        """The tokens for a code, once, to the application that began, by its secret and its verifier."""
        grant = self.grants.pop(sent.get("code", ""), None)
        if grant is None or grant.fault == "token refused" or not may_have_tokens(sent, grant=grant):
            self.answer({"error": "invalid_grant"}, status=400)
            return
        access = secrets.token_urlsafe()
        self.grants[access] = grant
        answer: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        if grant.fault != "no token":
            answer["id_token"] = self.id_token(grant)
        self.answer(answer)

    def id_token(self, grant: Grant) -> str:
        """The signed claims, or what the fault makes of them."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": "https://elsewhere.invalid" if grant.fault == "issuer" else self.issuer,
            "aud": "another-application" if grant.fault == "audience" else CLIENT_ID,
            "sub": subject(grant.email),
            "iat": now - 7200 if grant.fault == "expired" else now,
            "exp": now - 3600 if grant.fault == "expired" else now + 300,
            "nonce": "of-another-request" if grant.fault == "nonce" else grant.asked.get("nonce", ""),
        }
        if grant.fault == "no nonce":
            del claims["nonce"]
        match grant.fault:
            case "not a token":
                return "three.little.words"
            case "unsigned":
                return jwt.encode(claims, None, algorithm="none", headers={"kid": KEY_ID})
            case "shared secret":
                return jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID})
        headers = {} if grant.fault == "no key id" else {"kid": KEY_ID}
        return jwt.encode(
            claims, key("another" if grant.fault == "signature" else "ours"), algorithm="RS256", headers=headers
        )

    def details(self, grant: Grant) -> dict[str, object]:
        """What the application may know about the user."""
        details: dict[str, object] = {"sub": subject(grant.email), "email": grant.email, "name": "A Colleague"}
        if grant.fault == "somebody else":
            details["sub"] = "another"
        if grant.fault == "no subject":
            del details["sub"]
        if grant.verified != "unsaid":
            details["email_verified"] = grant.verified == "yes"
        return details

    def answer(self, content: dict[str, object], *, status: int = 200) -> None:
        """Send JSON."""
        self.send(json.dumps(content).encode(), kind="application/json", status=status)

    def page(self, html: str) -> None:
        """Send a page."""
        self.send(f"<!doctype html><title>Trust</title>{html}".encode(), kind="text/html; charset=utf-8", status=200)

    def send(self, body: bytes, *, kind: str, status: int) -> None:
        """Send anything."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


def subject(email: str) -> str:
    """The lasting name of whoever has this address."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:20]


def may_have_tokens(sent: dict[str, str], *, grant: Grant) -> bool:
    """Whether the application proves that it is the one that asked."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
    return (
        sent.get("client_id") == CLIENT_ID
        and sent.get("client_secret") == SECRET
        and sent.get("redirect_uri") == grant.asked["redirect_uri"]
        and grant.asked.get("code_challenge_method") == "S256"
        and grant.asked.get("code_challenge") == challenge.decode()
    )


if __name__ == "__main__":
    Provider.issuer = sys.argv[2]
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
