/** The words that a policy of approvers is written in. */
export const APPROVERS_SCHEMA = `
entity Group;
entity Person in [Group];
entity Plan = {
  // "low", "medium", "high" or "critical"
  risk: String,
  production: Bool,
  resources: Long,
  // "aws", "terraform", "command", "runbook"
  kinds: Set<String>,
  // ids of executors, e.g. "ec2.stop-instance"
  executors: Set<String>,
  accounts: Set<String>,
  regions: Set<String>,
};
action approve appliesTo {
  principal: [Person],
  resource: [Plan],
  // "jwt", "oidc", "slack" or "approver-key"
  context: { proof: String },
};
`;

/** Who may approve what on a server that is given no other policy. */
export const DEFAULT_APPROVERS = `// Approvers decide on what is of low or medium risk and outside production.
permit (
  principal in Group::"approvers",
  action == Action::"approve",
  resource
) when {
  !resource.production && (resource.risk == "low" || resource.risk == "medium")
};

// Everything else is for those who answer for production.
permit (
  principal in Group::"production-approvers",
  action == Action::"approve",
  resource
);
`;
