# A program as its author wrote it: signs a listed member in with the password, and asks for data.
import base64
import hashlib
import json
import os
import urllib.parse
import urllib.request


def mask(secret, name):
    digest = hashlib.sha256((secret + name.strip().lower()).encode()).digest()
    return base64.b64encode(digest).decode()


client_id = os.environ["CLIENT_ID"]
username = os.environ["USER_NAME"]
form = {
    "grant_type": "password_limited",
    "client_id": client_id,
    "client_secret": mask(os.environ["CLIENT_SECRET"], client_id),
    "username": username,
    "password": mask(os.environ["USER_PASSWORD"], username),
    "scope": "iracing.auth",
}
body = urllib.parse.urlencode(form).encode()
with urllib.request.urlopen("https://oauth.iracing.com/oauth2/token", body) as answer:
    token = json.load(answer)["access_token"]
request = urllib.request.Request("https://members-ng.iracing.com/data/member/info")
request.add_header("Authorization", "Bearer " + token)
with urllib.request.urlopen(request) as answer:
    link = json.load(answer)["link"]
with urllib.request.urlopen(link) as answer:
    print(json.dumps({"name": json.load(answer)["display_name"]}))
