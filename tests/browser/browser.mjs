// The one browser of all tests, and pictures that it took, read pixel by pixel.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const chromiumFile = process.env.CRYSTALGAN_CHROMIUM ?? "/usr/bin/chromium";
const required = createRequire(import.meta.url);

// WebGL on the processor (SwiftShader), so that pictures need no graphics card; --no-sandbox, which root needs.
const flags = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--enable-precise-memory-info",
  "--hide-scrollbars",
  "--force-color-profile=srgb",
];

let browser = null;
let reader = null;

/** What these tests need and do not find, or "". */
export function missing() {
  if (!existsSync(chromiumFile)) return `${chromiumFile} is missing`;
  try {
    required.resolve("playwright-core");
  } catch {
    return "playwright-core is missing (npm ci --prefix tests/browser)";
  }
  return "";
}

export async function openBrowser() {
  browser = await required("playwright-core").chromium.launch({ executablePath: chromiumFile, args: flags });
}

export async function closeBrowser() {
  await browser?.close();
}

/** A window of its own, 1280 x 800 and without motion, which is slow to draw here, where nothing else is asked. */
export function newContext(settings = {}) {
  return browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...settings });
}

/** Calls `body` in a page that can decode pictures, with the ImageData of each PNG. */
async function readPictures(pictures, body, argument) {
  reader ??= await (await newContext()).newPage();
  const addresses = pictures.map((png) => `data:image/png;base64,${png.toString("base64")}`);
  return reader.evaluate(
    async ([addresses, body, argument]) => {
      const decoded = [];
      for (const address of addresses) {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        decoded.push(context.getImageData(0, 0, image.width, image.height));
      }
      return eval(`(${body})`)(decoded, argument);
    },
    [addresses, String(body), argument],
  );
}

/** How many pixels differ visibly between two pictures; all of them where the sizes differ. */
export function differingPixels(one, other) {
  return readPictures([one, other], ([{ data: first }, { data: second }]) => {
    if (first.length !== second.length) return Math.max(first.length, second.length) / 4;
    let count = 0;
    for (let place = 0; place < first.length; place += 4) {
      const apart = [0, 1, 2].map((part) => Math.abs(first[place + part] - second[place + part]));
      if (Math.max(...apart) > 16) ++count;
    }
    return count;
  });
}

/**
 * How many pixels have the hue of each of these colours ("#rrggbb"), light or shaded; colours without a hue stand for
 * greys. `background` counts the pixels like one near the corner of the picture, which count as nothing else.
 */
export function coloursIn(picture, colours) {
  return readPictures(
    [picture],
    ([{ data: pixels, width }], wanted) => {
      const hueOf = (red, green, blue) => {
        const [low, high] = [Math.min(red, green, blue), Math.max(red, green, blue)];
        if (high - low < 0.2 * high) return null;
        const sixth =
          high === red
            ? (green - blue) / (high - low)
            : high === green
              ? 2 + (blue - red) / (high - low)
              : 4 + (red - green) / (high - low);
        return (60 * sixth + 360) % 360;
      };
      const hues = wanted.map((colour) =>
        hueOf(...[1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16))),
      );
      const corner = 4 * (8 * width + 8); // inside of any border
      const counts = { background: 0, of: wanted.map(() => 0) };
      for (let place = 0; place < pixels.length; place += 4) {
        const colour = [...pixels.slice(place, place + 3)];
        if (colour.every((part, index) => Math.abs(part - pixels[corner + index]) < 8)) {
          ++counts.background;
          continue;
        }
        const hue = hueOf(...colour);
        const like = (other) =>
          hue === null || other === null ? hue === other : Math.abs(((hue - other + 540) % 360) - 180) < 15;
        hues.forEach((other, index) => {
          if (like(other)) ++counts.of[index];
        });
      }
      return counts;
    },
    colours,
  );
}
