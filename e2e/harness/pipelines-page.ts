import type { Locator, Page } from 'playwright-core';

/** Opens Admin > Settings > Pipelines and waits until our pipelines are listed. */
export async function openPipelinesPage(page: Page): Promise<void> {
  await page.goto('/admin/settings/pipelines');
  await pipelineList(page).locator('option').first().waitFor({ state: 'attached' });
}

/** The list of installed pipelines; its options read "Name (type)". */
export function pipelineList(page: Page): Locator {
  return page.locator('select#pipeline');
}

/** The valve editor of the chosen pipeline. */
export function valvesForm(page: Page): Locator {
  return page.locator('#tab-admin-pipelines section', {
    has: page.getByRole('heading', { name: 'Valves' }),
  });
}

/** Shows the valves of one pipeline, by its label in the list. */
export async function choosePipeline(page: Page, label: string): Promise<void> {
  const chosen = await pipelineList(page).locator('option:checked').innerText();
  if (chosen !== label) {
    await Promise.all([
      page.waitForResponse((response) => response.url().includes('/valves/spec')),
      pipelineList(page).selectOption({ label }),
    ]);
  }
  await valvesForm(page).locator('input, select, [role=switch]').first().waitFor();
}

/** The text box of a valve, by the valve's title. */
export function textValve(page: Page, title: string): Locator {
  return valvesForm(page).getByPlaceholder(title, { exact: true });
}

/**
 * Titles of text boxes that the browser does not let pass: Open WebUI marks every one as required, so an empty one
 * blocks the whole form.
 */
export function unfilledValves(page: Page): Promise<string[]> {
  return valvesForm(page)
    .locator('input:invalid')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('placeholder') ?? ''));
}

/** Saves the form and gives the status that our server answered with. */
export async function saveValves(page: Page): Promise<number> {
  const [saved] = await Promise.all([
    page.waitForResponse((response) => response.url().includes('/valves/update')),
    page.locator('#tab-admin-pipelines').getByRole('button', { name: 'Save' }).click(),
  ]);
  return saved.status();
}
