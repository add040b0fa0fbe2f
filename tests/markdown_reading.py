"""Reads Markdown as CommonMark has it, as far as tests need it."""

import re


def without_code(text):
    """Return Markdown without its spans of code."""
    found, at = [], 0
    while at < len(text):
        fence = re.match("`+", text[at:])
        if not fence:
            found.append(text[at])
            at += 1
            continue
        start = at + fence.end()
        end = re.compile(rf"(?<!`){fence[0]}(?!`)").search(text, start)
        if end is None:
            found.append(fence[0])
            at = start
        else:
            at = end.end()
    return "".join(found)
