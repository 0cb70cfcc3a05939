"""Every dependency's licence must be one of these, or offer a choice of one. Reads `cargo metadata` from standard input."""
import json
import re
import sys

ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
    "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}
# name: (the licence it is used under, why the field alone does not tell)
EXCEPTIONS = {}


def allowed(expression):
    """Judges an SPDX expression: OR of AND of licences or brackets; Cargo's old "/" is an OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        good = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            good = both() or good
        return good

    def both():
        good = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            good = one() and good
        return good

    def one():
        token = tokens.pop(0)
        if token == "(":
            good = either()
            tokens.pop(0)
            return good
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token += " WITH " + tokens.pop(0)
        return token in ALLOWED

    return either()


def main():
    packages = json.load(sys.stdin)["packages"]
    bad = [
        f"{p['name']} {p['version']}: {p['license'] or p['license_file'] or 'no licence named'}"
        for p in packages
        if p["name"] not in EXCEPTIONS and not (p["license"] and allowed(p["license"]))
    ]
    for line in sorted(bad):
        print(f"licence not on the list: {line}", file=sys.stderr)
    print(f"{len(packages)} packages, {len(bad)} with a licence that is not on the list")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
