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
  await pipelineList(page).selectOption({ label });
  await valvesForm(page).locator('input, select, [role=switch]').first().waitFor();
}

/** Types a value into a text valve by its title, saves, and waits until our server took it. */
export async function saveTextValve(page: Page, title: string, value: string): Promise<void> {
  await valvesForm(page).getByPlaceholder(title, { exact: true }).fill(value);
  await saveValves(page);
}

/** Saves the form as it is. */
export async function saveValves(page: Page): Promise<void> {
  const saved = page.waitForResponse((response) => response.url().includes('/valves/update'));
  await page.locator('#tab-admin-pipelines').getByRole('button', { name: 'Save' }).click();
  const response = await saved;
  if (!response.ok()) throw new Error(`valves not saved: ${await response.text()}`);
}
