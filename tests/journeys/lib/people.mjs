// Signing in and out as one of the people whom the example invents.
import { open } from "./browser.mjs";

/** The accounts that `weft demo` prints, by role: `{ "collaboration officer": { email, password }, … }`. */
export function accounts(printed) {
  const found = {};
  for (const [, role, email, password] of printed.matchAll(/^ +(\S.*?) {2,}(\S+@\S+) +(\S+)$/gm)) {
    found[role.toLowerCase()] ??= { email, password };
  }
  return found;
}

/**
 * Signs in through the page, as a person would.
 * Fails when the server does not take the details.
 */
export async function signIn(page, base, email, password) {
  await page.goto(`${base}/sign-in`);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.locator("main form button[type=submit]").click();
  await page.waitForLoadState();
  if (await page.locator("form[action='/sign-out']").count() === 0) {
    throw new Error(`${email} was not signed in: ${await page.locator("main").innerText()}`);
  }
}

/** Opens a window in which the person of this role (as the demonstration prints it, in small letters) is signed in. */
export async function openAs(browser, server, role, options = {}) {
  const person = accounts(server.output())[role];
  if (person === undefined) throw new Error(`the demonstration printed no ${role}:\n${server.output()}`);
  const page = await open(browser, server.base, options);
  await signIn(page, server.base, person.email, person.password);
  return page;
}
