// node report_test.mjs PROGRAM SCRATCH: what PROGRAM writes as report.html, looked at in chromium. SCRATCH is emptied.
// CRYSTALGAN_CHROMIUM names another chromium than Debian's. Exit code 77: not tested, because something is missing.
import { after, before, describe } from "node:test";

import { closeBrowser, missing, openBrowser } from "./browser.mjs";

const lacking = missing();
if (lacking) {
  console.log(`${lacking}: report.html was not tested in a browser.`);
  process.exit(process.env.CRYSTALGAN_REQUIRE_WITNESS ? 1 : 77);
}

const parts = ["loading", "table", "energy", "step", "candidate", "picture", "hostile", "access", "layout", "size"];
const tests = await Promise.all(parts.map((part) => import(`./${part}_tests.mjs`)));

describe("report.html", () => {
  before(openBrowser);
  after(closeBrowser);
  tests.forEach((part) => part.default());
});
