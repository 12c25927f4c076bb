"""A small OPTIMADE database on the loopback address that behaves as its path says.

optimade_server.py PORT_FILE: writes the port that the system chose to PORT_FILE. Below /KIND/v1/structures are 25 rock
salts of H and of every metal that the filter names, in pages of 10; /KIND/requests counts the requests for pages. KIND:

good    answers at once
link    the same, with the next page as an object
slow    answers after a fifth of a second
busy    HTTP 429 with Retry-After for every second request
dies    closes every second answer in the middle
down    HTTP 500 for the last page, until /down/mend is asked for
wrong   no JSON on the second page
circle  the last page names the second as the next
away    every page is elsewhere: at a file of this machine
gone    HTTP 404
none    one page without structures, until /none/mend is asked for
"""
import collections
import http.server
import json
import os
import re
import sys
import threading
import urllib.parse

COUNT, PAGE = 25, 10
FCC = [[0, 0, 0], [0, .5, .5], [.5, 0, .5], [.5, .5, 0]]
requests = collections.Counter()
mended = set()


def rock_salt(metal, number):
    """Conventional cell, lattice constant in angstrom."""
    a = 4.0 + .01 * number
    symbols = sorted(["H", metal])
    sites = {"H": [[(x + .5) * a for x in p] for p in FCC], metal: [[x * a for x in p] for p in FCC]}
    return {"id": "%s-%d" % (metal, number), "type": "structures", "attributes": {
        "lattice_vectors": [[a, 0, 0], [0, a, 0], [0, 0, a]], "nsites": 8, "dimension_types": [1, 1, 1],
        "cartesian_site_positions": [p for s in symbols for p in sites[s]],
        "species_at_sites": [s for s in symbols for _ in range(4)],
        "species": [{"name": s, "chemical_symbols": [s], "concentration": [1.0]} for s in symbols],
        "structure_features": [], "assemblies": None, "chemical_formula_reduced": "".join(symbols)}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=(), cut=False):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        kind, *rest = url.path.strip("/").split("/")
        if rest == ["requests"]:
            return self.answer(200, str(requests[kind]).encode())
        if rest == ["mend"]:
            mended.add(kind)
            return self.answer(200, b"")
        if rest == ["v1", "info"]:
            return self.answer(200, b'{"data": {"attributes": {"available_licenses": ["CC-BY-4.0"]}}}')
        if rest != ["v1", "structures"] or kind == "gone":
            return self.answer(404, b"{}")
        requests[kind] += 1
        return self.page(kind, urllib.parse.parse_qs(url.query))

    def page(self, kind, query):
        metal = [s for s in re.findall('"([A-Z][a-z]?)"', query["filter"][0]) if s != "H"][0]
        offset = int(query.get("page_offset", ["0"])[0])
        if kind == "slow":
            threading.Event().wait(.2)
        if kind == "busy" and requests[kind] % 2:
            return self.answer(429, b"{}", [("Retry-After", "1")])
        if kind == "down" and offset == 20 and kind not in mended:
            return self.answer(500, b'{"errors": [{"detail": "out of order"}]}')
        if kind == "none" and kind not in mended:
            return self.answer(200, b'{"data": [], "links": {"next": null}, "meta": {"data_returned": 0}}')
        if kind == "wrong" and offset:
            return self.answer(200, b"<html>not here</html>")
        if kind == "away":
            return self.answer(302, b"", [("Location", "file:///etc/hostname")])
        host, port = self.server.server_address
        last = offset + PAGE >= COUNT
        to = PAGE if last and kind == "circle" else offset + PAGE
        link = "http://%s:%d/%s/v1/structures?%s" % (host, port, kind, urllib.parse.urlencode(
            {"filter": query["filter"][0], "page_offset": to}))
        body = json.dumps({
            "data": [rock_salt(metal, i) for i in range(offset, min(COUNT, offset + PAGE))],
            "links": {"next": None if last and kind != "circle" else {"href": link} if kind == "link" else link},
            "meta": {"data_returned": COUNT, "more_data_available": not last,
                     "provider": {"name": "Structures of a test"}}}).encode()
        return self.answer(200, body, [("Content-Type", "application/vnd.api+json")],
                           cut=kind == "dies" and requests[kind] % 2)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as port_file:
    port_file.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
