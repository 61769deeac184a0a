"""The page on which GraphQL can be tried: GraphiQL from our own files, nothing from elsewhere."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
FIRST_QUERY = """# 邻里 Linli: Ctrl-Enter 运行 runs
{
  communities { nodes { key name nameEn plannedBy { name } } }
  organizations(filter: { isPlanningUnit: true }) { nodes { id name } }
}
"""


def page(token: str | None = None) -> str:
    """The page's HTML; the script reads the endpoint, the first query and headers from it.

    A `token` is put into the headers, for a demo that should need no sign-in; never give one that matters.
    """
    headers = "" if token is None else f' data-headers="{escape(json.dumps({"Authorization": f"Bearer {token}"}))}"'
    return f"""<!doctype html>
<html lang="zh">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>邻里 Linli · GraphiQL</title>
  <link rel="stylesheet" href="/static/graphiql.css">
  <style>html, body, #graphiql {{ height: 100%; margin: 0 }}</style>
</head>
<body>
  <div id="graphiql" data-url="/graphql" data-query="{escape(FIRST_QUERY)}"{headers}></div>
  <script src="/static/graphiql.js" defer></script>
</body>
</html>
"""
