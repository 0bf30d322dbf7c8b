function named(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** String attributes of AwsSecurityFindingFilters and the finding member each one looks at. */
export const STRING_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...named('ProductArn', 'AwsAccountId', 'AwsAccountName', 'Id', 'GeneratorId', 'Region', 'Title'),
  ...named('Description', 'SourceUrl', 'ProductName', 'CompanyName', 'VerificationState'),
  ...named('WorkflowState', 'RecordState'),
  Type: 'Types',
  SeverityLabel: 'Severity.Label',
  RecommendationText: 'Remediation.Recommendation.Text',
  MalwareName: 'Malware.Name',
  MalwareType: 'Malware.Type',
  MalwarePath: 'Malware.Path',
  MalwareState: 'Malware.State',
  NetworkDirection: 'Network.Direction',
  NetworkProtocol: 'Network.Protocol',
  NetworkSourceDomain: 'Network.SourceDomain',
  NetworkSourceMac: 'Network.SourceMac',
  NetworkDestinationDomain: 'Network.DestinationDomain',
  ProcessName: 'Process.Name',
  ProcessPath: 'Process.Path',
  ThreatIntelIndicatorType: 'ThreatIntelIndicators.Type',
  ThreatIntelIndicatorValue: 'ThreatIntelIndicators.Value',
  ThreatIntelIndicatorCategory: 'ThreatIntelIndicators.Category',
  ThreatIntelIndicatorSource: 'ThreatIntelIndicators.Source',
  ThreatIntelIndicatorSourceUrl: 'ThreatIntelIndicators.SourceUrl',
  ResourceType: 'Resources.Type',
  ResourceId: 'Resources.Id',
  ResourcePartition: 'Resources.Partition',
  ResourceRegion: 'Resources.Region',
  ResourceApplicationName: 'Resources.ApplicationName',
  ResourceApplicationArn: 'Resources.ApplicationArn',
  ResourceAwsEc2InstanceType: 'Resources.Details.AwsEc2Instance.Type',
  ResourceAwsEc2InstanceImageId: 'Resources.Details.AwsEc2Instance.ImageId',
  ResourceAwsEc2InstanceKeyName: 'Resources.Details.AwsEc2Instance.KeyName',
  ResourceAwsEc2InstanceIamInstanceProfileArn:
    'Resources.Details.AwsEc2Instance.IamInstanceProfileArn',
  ResourceAwsEc2InstanceVpcId: 'Resources.Details.AwsEc2Instance.VpcId',
  ResourceAwsEc2InstanceSubnetId: 'Resources.Details.AwsEc2Instance.SubnetId',
  ResourceAwsS3BucketOwnerId: 'Resources.Details.AwsS3Bucket.OwnerId',
  ResourceAwsS3BucketOwnerName: 'Resources.Details.AwsS3Bucket.OwnerName',
  ResourceAwsIamAccessKeyUserName: 'Resources.Details.AwsIamAccessKey.UserName',
  ResourceAwsIamAccessKeyPrincipalName: 'Resources.Details.AwsIamAccessKey.PrincipalName',
  ResourceAwsIamAccessKeyStatus: 'Resources.Details.AwsIamAccessKey.Status',
  ResourceAwsIamUserUserName: 'Resources.Details.AwsIamUser.UserName',
  ResourceContainerName: 'Resources.Details.Container.Name',
  ResourceContainerImageId: 'Resources.Details.Container.ImageId',
  ResourceContainerImageName: 'Resources.Details.Container.ImageName',
  ComplianceStatus: 'Compliance.Status',
  ComplianceSecurityControlId: 'Compliance.SecurityControlId',
  ComplianceAssociatedStandardsId: 'Compliance.AssociatedStandards.StandardsId',
  ComplianceSecurityControlParametersName: 'Compliance.SecurityControlParameters.Name',
  ComplianceSecurityControlParametersValue: 'Compliance.SecurityControlParameters.Value',
  WorkflowStatus: 'Workflow.Status',
  RelatedFindingsProductArn: 'RelatedFindings.ProductArn',
  RelatedFindingsId: 'RelatedFindings.Id',
  NoteText: 'Note.Text',
  NoteUpdatedBy: 'Note.UpdatedBy',
  FindingProviderFieldsRelatedFindingsId: 'FindingProviderFields.RelatedFindings.Id',
  FindingProviderFieldsRelatedFindingsProductArn:
    'FindingProviderFields.RelatedFindings.ProductArn',
  FindingProviderFieldsSeverityLabel: 'FindingProviderFields.Severity.Label',
  FindingProviderFieldsSeverityOriginal: 'FindingProviderFields.Severity.Original',
  FindingProviderFieldsTypes: 'FindingProviderFields.Types',
  VulnerabilitiesExploitAvailable: 'Vulnerabilities.ExploitAvailable',
  VulnerabilitiesFixAvailable: 'Vulnerabilities.FixAvailable',
};

/** Date attributes. */
export const DATE_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...named('FirstObservedAt', 'LastObservedAt', 'CreatedAt', 'UpdatedAt'),
  NoteUpdatedAt: 'Note.UpdatedAt',
  ResourceAwsEc2InstanceLaunchedAt: 'Resources.Details.AwsEc2Instance.LaunchedAt',
  ResourceAwsIamAccessKeyCreatedAt: 'Resources.Details.AwsIamAccessKey.CreatedAt',
  ResourceContainerLaunchedAt: 'Resources.Details.Container.LaunchedAt',
  ProcessLaunchedAt: 'Process.LaunchedAt',
  ProcessTerminatedAt: 'Process.TerminatedAt',
  ThreatIntelIndicatorLastObservedAt: 'ThreatIntelIndicators.LastObservedAt',
};

/** Number attributes. */
export const NUMBER_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...named('Confidence', 'Criticality'),
  SeverityProduct: 'Severity.Product',
  SeverityNormalized: 'Severity.Normalized',
  FindingProviderFieldsConfidence: 'FindingProviderFields.Confidence',
  FindingProviderFieldsCriticality: 'FindingProviderFields.Criticality',
  NetworkSourcePort: 'Network.SourcePort',
  NetworkDestinationPort: 'Network.DestinationPort',
  ProcessPid: 'Process.Pid',
  ProcessParentPid: 'Process.ParentPid',
};

/** Map attributes. */
export const MAP_ATTRIBUTES: Readonly<Record<string, string>> = {
  ProductFields: 'ProductFields',
  UserDefinedFields: 'UserDefinedFields',
  ResourceTags: 'Resources.Tags',
};
