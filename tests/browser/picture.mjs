// node picture.mjs REPORT.html OUT.png [FRAGMENT]: a report as a picture of 1280 x 800 pixels, for documents. FRAGMENT is
// the state of the page, such as 0007 (a candidate) or sort=volume.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { closeBrowser, missing, newContext, openBrowser } from "./browser.mjs";

const [report, picture, fragment = "0001"] = process.argv.slice(2);
if (!picture || missing()) {
  console.error(missing() || "usage: node picture.mjs REPORT.html OUT.png [FRAGMENT]");
  process.exit(2);
}
await openBrowser();
const page = await (await newContext()).newPage();
await page.goto(`${pathToFileURL(resolve(report)).href}#${fragment}`);
await page.locator("html[data-ready=yes]").waitFor({ state: "attached" });
if (await page.locator("dialog#candidate").isVisible()) {
  await page.locator("#view canvas").first().waitFor();
} else {
  await page.locator("#candidate-list").evaluate((part) => part.scrollIntoView());
}
await page.waitForTimeout(1000); // thumbnails and the picture in space are drawn by then
await page.screenshot({ path: picture });
await closeBrowser();
