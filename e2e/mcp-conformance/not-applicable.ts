/** Checks that do not pass because they ask for something that we do not have. */
interface NotApplicable {
  readonly reason: string;
  readonly checks: readonly string[];
}

const EXAMPLE_SERVER: NotApplicable = {
  reason: "asks for a tool, prompt or resource of the suite's own example server",
  checks: [
    'completion-complete',
    'json-schema-2020-12-tool-found',
    'prompts-get-embedded-resource',
    'prompts-get-simple',
    'prompts-get-with-args',
    'prompts-get-with-image',
    'resources-read-binary',
    'resources-read-text',
    'resources-templates-read',
    'tools-call-audio',
    'tools-call-embedded-resource',
    'tools-call-error',
    'tools-call-image',
    'tools-call-mixed-content',
    'tools-call-simple-text',
    'tools-call-with-progress',
  ],
};

/** By revision of the protocol. */
export const NOT_APPLICABLE: Readonly<Record<string, readonly NotApplicable[]>> = {
  '2025-11-25': [
    EXAMPLE_SERVER,
    {
      reason: EXAMPLE_SERVER.reason,
      checks: [
        'elicitation-sep1034-general',
        'elicitation-sep1330-general',
        'tools-call-elicitation',
        'tools-call-sampling',
      ],
    },
    {
      reason: 'asks for logging and subscriptions, which we do not declare',
      checks: [
        'logging-set-level',
        'resources-subscribe',
        'resources-unsubscribe',
        'tools-call-with-logging',
      ],
    },
    {
      reason: 'recommends streams that can be taken up again, which need sessions',
      checks: [
        'server-sse-multiple-streams-session',
        'server-sse-polling-session',
        'server-sse-priming-event',
        'server-sse-retry-field',
      ],
    },
  ],
  '2026-07-28': [
    EXAMPLE_SERVER,
    {
      reason: EXAMPLE_SERVER.reason,
      checks: [
        'sep-2322-elicitation-incomplete',
        'sep-2322-ignore-unexpected-params',
        'sep-2322-list-roots-incomplete',
        'sep-2322-missing-response-rerequests',
        'sep-2322-multi-round-r1',
        'sep-2322-multiple-inputs-incomplete',
        'sep-2322-non-tool-incomplete',
        'sep-2322-reject-tampered-state',
        'sep-2322-request-state-incomplete',
        'sep-2322-respect-client-capabilities',
        'sep-2322-result-type-included',
        'sep-2322-sampling-incomplete',
        'sep-2575-http-server-no-independent-requests-on-stream',
        'sep-2575-missing-capability-http-400',
        'sep-2575-server-no-log-without-loglevel',
        'sep-2575-server-rejects-undeclared-capability',
      ],
    },
    {
      reason: 'asks for a tool with parameters in headers (x-mcp-header), of which we have none',
      checks: [
        'sep-2243-server-decode-base64',
        'sep-2243-server-no-xmcp-tool',
        'sep-2243-server-reject-invalid-param-chars',
        'sep-2243-server-reject-param-mismatch',
        'sep-2243-server-validate-param-match',
      ],
    },
  ],
};
