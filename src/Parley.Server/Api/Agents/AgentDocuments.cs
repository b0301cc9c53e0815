using System.Text.Json.Serialization;

namespace Parley.Server.Api.Agents;

/// <summary>An agent in full (contract 2.2).</summary>
internal sealed record AgentDocument
{
    public required string Name { get; init; }

    public required string Region { get; init; }

    /// <summary>Whether sessions of it can be started at all.</summary>
    public required bool Ready { get; init; }

    /// <summary>Whether a session could be started just now, or wait its turn.</summary>
    public required bool Available { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required Guid DesiredDeploymentId { get; init; }

    public required Guid ActiveDeploymentId { get; init; }

    public required Guid ReconciledDeploymentId { get; init; }

    public required bool ActiveDeploymentReady { get; init; }

    public required ScalingDocument AutoScaling { get; init; }

    public required int ActiveSessionCount { get; init; }

    /// <summary>Always <c>in-process</c>: agents are classes of the server's process and share it.</summary>
    public string AgentProfile { get; init; } = "in-process";

    public KrispDocument KrispViva { get; init; } = new(null);

    public required DeploymentDocument Deployment { get; init; }

    public required RevisionDocument CurrentRevision { get; init; }

    /// <summary>Always empty: settings change at once, so no earlier revision lives on.</summary>
    public IReadOnlyDictionary<string, string> PreviousRevision { get; init; } = new Dictionary<string, string>();

    /// <summary>Who may start it over a WebSocket: <c>token</c> or <c>none</c> (ours; set by the same name).</summary>
    [JsonPropertyName("websocketAuth")]
    public required string WebSocketAuth { get; init; }

    /// <summary>The queue of starts, where there is one (ours).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueueDocument? Queue { get; init; }
}

/// <summary>How many sessions may run at a time.</summary>
internal sealed record ScalingDocument(int MinReplicas, int MaxReplicas);

/// <summary>The noise filter; there is none.</summary>
internal sealed record KrispDocument(string? AudioFilter);

/// <summary>Starts that wait for a session to end.</summary>
/// <param name="Length">How many may wait.</param>
/// <param name="TimeoutSeconds">How long one waits before it is refused.</param>
/// <param name="Waiting">How many wait now.</param>
internal sealed record QueueDocument(int Length, double TimeoutSeconds, int Waiting);

/// <summary>A version of an agent's settings.</summary>
internal sealed record DeploymentDocument(Guid Id, Guid ServiceId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ManifestDocument Manifest);

/// <summary>The settings themselves.</summary>
internal sealed record ManifestDocument(string ApiVersion, string Kind, ManifestMetadata Metadata, ManifestSpec Spec);

/// <summary>Whose settings they are.</summary>
internal sealed record ManifestMetadata(string Name, string Namespace);

/// <summary>The settings: only what is true of a class in this process.</summary>
internal sealed record ManifestSpec
{
    /// <summary>The processor of this machine: <c>arm</c> or <c>intel</c>.</summary>
    public required string DailyNodeType { get; init; }

    /// <summary>No image, but the class: <c>class:Namespace.Name</c>.</summary>
    public required string Image { get; init; }

    public required ScalingDocument AutoScaling { get; init; }

    public required IReadOnlyList<string> EnvFromSecretNames { get; init; }

    public required int MaxSessionDurationSeconds { get; init; }
}

/// <summary>How the deployment does.</summary>
internal sealed record RevisionDocument
{
    [JsonPropertyName("deploymentID")]
    public required Guid DeploymentId { get; init; }

    /// <summary><c>Active</c>; <c>Draining</c> while the server stops.</summary>
    public required string Phase { get; init; }

    public int ReadyReplicas { get; init; } = 1;

    public required DateTimeOffset PhaseStartedAt { get; init; }

    public required RevisionHealth Health { get; init; }

    public bool HasInfrastructureIssue { get; init; }
}

/// <summary>The health of the process that the agent lives in.</summary>
internal sealed record RevisionHealth
{
    public required bool Ready { get; init; }

    public string State { get; init; } = "running";

    public int RestartCount { get; init; }

    public int ReplicasStarted { get; init; } = 1;

    public string Reason { get; init; } = "";

    public int LastExitCode { get; init; }

    public string LastTerminationReason { get; init; } = "";

    public string Message { get; init; } = "";
}

/// <summary>An agent as the other path family wraps it.</summary>
internal sealed record WrappedAgentDocument(AgentDocument Body);

/// <summary>All agents.</summary>
internal sealed record AgentListDocument(IReadOnlyList<AgentSummaryDocument> Services);

/// <summary>An agent in the list.</summary>
internal sealed record AgentSummaryDocument
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Region { get; init; }

    public required Guid DesiredDeploymentId { get; init; }

    public required Guid ActiveDeploymentId { get; init; }

    public required Guid ReconciledDeploymentId { get; init; }

    public required Guid OrganizationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>With <c>includeActiveDeployment=true</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeploymentDocument? ActiveDeployment { get; init; }
}

/// <summary>The answer to a DELETE.</summary>
internal sealed record StatusDocument(string Status);

/// <summary>The deployments of an agent, the newest first.</summary>
internal sealed record DeploymentListDocument(IReadOnlyList<DeploymentEntryDocument> Deployments);

/// <summary>One of them.</summary>
internal sealed record DeploymentEntryDocument(Guid Id, ManifestDocument Manifest, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What a request to create or update an agent may say (contract 2.2); described here, read by <see cref="AgentRequestReader"/>.</summary>
internal sealed record AgentRequest
{
    /// <summary>The agent's name; where the path does not have it.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Refused: agents are classes of this process.</summary>
    public string? Image { get; init; }

    /// <summary>Refused, likewise.</summary>
    public string? BuildId { get; init; }

    public string? Region { get; init; }

    public string? SecretSet { get; init; }

    public ScalingRequest? AutoScaling { get; init; }

    /// <summary>Seconds, 60 to 14400.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>Whether to make a new deployment even when nothing changes.</summary>
    public bool? ForceRedeploy { get; init; }
}

/// <summary>How many sessions may run at a time.</summary>
internal sealed record ScalingRequest(int? MinAgents, int? MaxAgents);

/// <summary>The regions.</summary>
internal sealed record RegionListDocument(IReadOnlyList<RegionDocument> Regions);

/// <summary>One of them; there is one.</summary>
internal sealed record RegionDocument(string Code, [property: JsonPropertyName("display_name")] string DisplayName);

/// <summary>The organization's properties.</summary>
internal sealed record PropertiesDocument(PropertyValues Properties);

/// <summary>Their values.</summary>
internal sealed record PropertyValues(string DefaultRegion);

/// <summary>What the properties may be.</summary>
internal sealed record PropertySchemaDocument(IReadOnlyDictionary<string, PropertySchema> Properties);

/// <summary>What one of them may be.</summary>
internal sealed record PropertySchema(string Type, string Description, string Default, string CurrentValue, bool ReadOnly, IReadOnlyList<string> AvailableValues);

/// <summary>Who asks.</summary>
internal sealed record WhoDocument(UserDocument User);

/// <summary>Keys are not people: the organization answers for them.</summary>
internal sealed record UserDocument(string UserId, IReadOnlyList<string> Emails);

/// <summary>The key of the rooms API.</summary>
internal sealed record DomainKeyDocument(string ApiKey);

/// <summary>The organizations: this one.</summary>
internal sealed record OrganizationListDocument(IReadOnlyList<OrganizationDocument> Organizations);

/// <summary>One of them.</summary>
internal sealed record OrganizationDocument(Guid Id, string Name, string VerboseName);

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentDocument))]
[JsonSerializable(typeof(WrappedAgentDocument))]
[JsonSerializable(typeof(AgentListDocument))]
[JsonSerializable(typeof(DeploymentListDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(RegionListDocument))]
[JsonSerializable(typeof(PropertiesDocument))]
[JsonSerializable(typeof(PropertySchemaDocument))]
[JsonSerializable(typeof(WhoDocument))]
[JsonSerializable(typeof(DomainKeyDocument))]
[JsonSerializable(typeof(OrganizationListDocument))]
internal sealed partial class AgentJson : JsonSerializerContext;
