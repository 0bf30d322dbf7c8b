/** Why Terraform could not say or do something. What it printed may hold secrets. */
export class TerraformError extends Error {
  override readonly name = 'TerraformError';
}
