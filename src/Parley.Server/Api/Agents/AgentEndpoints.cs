using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Secrets;
using Parley.Server.Deployments;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Api.Agents;

/// <summary>The agents of the host as an operator sees and changes them (contract 2.2). Agents are classes: they are switched on and off and tuned, not uploaded.</summary>
internal sealed class AgentEndpoints(
    AgentDirectory agents, AgentCatalog catalog, AgentStore store, AgentCapacity capacity, SecretStore secrets, LiveSessions live, IdentityStore identities, Organization organization)
{
    private const int MaxSize = 64 * 1024;

    private const string NotImages =
        "This server runs agents that are C# classes of its host, no container images: leave out image, buildId and imagePullSecretSet, and let the host add the class with AddAgent";

    private static readonly string NodeType = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? "arm" : "intel";

    /// <summary>The agents that were not deleted.</summary>
    public async Task<IResult> ListAsync(IQueryCollection query, Caller caller, CancellationToken cancellationToken)
    {
        var parameters = new QueryReader(query);
        var withDeployment = parameters.OneOf("includeActiveDeployment", "false", "true", "false") == "true";
        var region = parameters.Text("region", 64);
        if (parameters.Refusal is { } refusal)
        {
            return refusal;
        }

        if (region is not null && region != organization.Region)
        {
            return NoSuchRegion(region).ToResult();
        }

        var (domain, owner) = ((await identities.GetAsync(cancellationToken)).DomainId, await organization.GetIdAsync(cancellationToken));
        return TypedResults.Ok(new AgentListDocument([.. agents.All.Where(a => !a.IsDeleted && caller.Sees(a.Name)).Select(a => new AgentSummaryDocument
        {
            Id = AgentDirectory.StableId(domain, "service", a.Name),
            Name = a.Name,
            Region = organization.Region,
            DesiredDeploymentId = a.Deployment.Id,
            ActiveDeploymentId = a.Deployment.Id,
            ReconciledDeploymentId = a.Deployment.Id,
            OrganizationId = owner,
            CreatedAt = a.CreatedAt,
            UpdatedAt = a.UpdatedAt,
            ActiveDeployment = withDeployment ? ToDocument(domain, a.Name, a.Deployment) : null,
        })]));
    }

    /// <summary>One agent; wrapped in <c>body</c> for the path family that does so.</summary>
    public async Task<IResult> GetAsync(string agent, bool wrapped, CancellationToken cancellationToken)
    {
        if (agents.Find(agent) is not { IsDeleted: false } found)
        {
            return ApiError.NotFound("Service not found").ToResult();
        }

        var document = await ToDocumentAsync(found, cancellationToken);
        return wrapped ? TypedResults.Ok(new WrappedAgentDocument(document)) : TypedResults.Ok(document);
    }

    /// <summary>Switches a deleted agent on again.</summary>
    public async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (asked, refusal) = await ReadAsync(request, named: true, cancellationToken);
        if (asked is null)
        {
            return refusal!;
        }

        if (asked.HasImage)
        {
            return ApiError.BadRequest(NotImages).ToResult();
        }

        switch (agents.Find(asked.ServiceName))
        {
            case null:
                return ApiError.BadRequest($"Either image or buildId is required for service creation. And neither would help: {NotImages}").ToResult();
            case { IsDeleted: false }:
                return ApiError.BadRequest("Service already exists").ToResult();
            case var _ when await RefuseSetAsync(asked.Change.SecretSet, cancellationToken) is { } refused:
                return refused.ToResult();
            default:
                await agents.RestoreAsync(asked.ServiceName, cancellationToken);
                return await ChangeAsync(asked.ServiceName, asked.Change, cancellationToken);
        }
    }

    /// <summary>Changes an agent; its name is in the path, or else in the body.</summary>
    public async Task<IResult> UpdateAsync(string? agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (agent is not null && !agents.IsStartable(agent))
        {
            return ApiError.NotFound("Service not found").ToResult();
        }

        var (asked, refusal) = await ReadAsync(request, named: agent is null, cancellationToken);
        if (asked is null)
        {
            return refusal!;
        }

        var name = agent ?? asked.ServiceName;
        return !agents.IsStartable(name) ? ApiError.NotFound("Service not found").ToResult()
            : asked.HasImage ? ApiError.BadRequest(NotImages).ToResult()
            : await ChangeAsync(name, asked.Change, cancellationToken);
    }

    /// <summary>Takes no more sessions of an agent; those that run finish.</summary>
    public async Task<IResult> DeleteAsync(string agent, CancellationToken cancellationToken)
    {
        if (!agents.IsStartable(agent))
        {
            return ApiError.NotFound("Service not found").ToResult();
        }

        await agents.DeleteAsync(agent, cancellationToken);
        return TypedResults.Ok(new StatusDocument("OK"));
    }

    /// <summary>The deployments of an agent, the newest first.</summary>
    public async Task<IResult> DeploymentsAsync(string agent, CancellationToken cancellationToken)
    {
        if (agents.Find(agent) is null)
        {
            return ApiError.NotFound("Service not found").ToResult();
        }

        var deployments = await store.ListDeploymentsAsync(agent, cancellationToken);
        return TypedResults.Ok(new DeploymentListDocument([.. deployments.Select(d =>
            new DeploymentEntryDocument(d.Id, Manifest(agent, AgentDirectory.SettingsOf(d)), d.CreatedAt, d.CreatedAt))]));
    }

    private ApiError NoSuchRegion(string region) => ApiError.BadRequest($"Region '{region}' is not available. Available regions: {organization.Region}");

    private async Task<IResult> ChangeAsync(string name, AgentChange change, CancellationToken cancellationToken)
    {
        var settings = agents.Get(name).Deployment.Settings;
        if (await RefuseSetAsync(change.SecretSet, cancellationToken) is { } refusal)
        {
            return refusal.ToResult();
        }

        return (change.MinAgents ?? settings.MinAgents) > (change.MaxAgents ?? settings.MaxAgents)
            ? InvalidParameters.ToResult([new("invalid_type", ["autoScaling", "minAgents"], "Expected no more than maxAgents")], "GENERIC_BAD_REQUEST")
            : TypedResults.Ok(await ToDocumentAsync(await agents.ChangeAsync(name, change, cancellationToken), cancellationToken));
    }

    private async Task<ApiError?> RefuseSetAsync(string? set, CancellationToken cancellationToken) => set is null ? null : await secrets.FindAsync(set, cancellationToken) switch
    {
        null => ApiError.NotFound("Secret set not found"),
        { IsReadable: false } => ApiError.BadRequest($"Secret set '{set}' has failed. {SecretTexts.Unreadable}"),
        _ => null,
    };

    private async Task<(AgentRequestReader? Asked, IResult? Refusal)> ReadAsync(HttpRequest request, bool named, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return (null, ApiError.TooLarge.ToResult());
        }

        if (!JsonBody.TryRead(bytes, out var json, out var error, isOpaque: true))
        {
            return (null, error.ToResult());
        }

        var asked = AgentRequestReader.Read(json, named);
        return asked.Refusal is { } refusal ? (null, refusal)
            : asked.HasImageAndBuild ? (null, ApiError.BadRequest("Cannot specify both image and buildId. Use one or the other.").ToResult())
            : asked.Region is { } region && region != organization.Region ? (null, NoSuchRegion(region).ToResult())
            : (asked, null);
    }

    private async Task<AgentDocument> ToDocumentAsync(AgentState agent, CancellationToken cancellationToken)
    {
        var domain = (await identities.GetAsync(cancellationToken)).DomainId;
        var (settings, queue) = (agent.Deployment.Settings, catalog.Get(agent.Name).Queue);
        var (active, waiting) = (capacity.Active(agent.Name), capacity.Waiting(agent.Name));
        var deployment = agent.Deployment;
        var hasSecrets = await secrets.ReadAsync(settings.SecretSet, cancellationToken) is not null;
        var isReady = live.Accepting && hasSecrets;
        return new()
        {
            Name = agent.Name,
            Region = organization.Region,
            Ready = isReady,
            Available = isReady && (active < settings.MaxAgents || waiting < queue.Length),
            CreatedAt = agent.CreatedAt,
            UpdatedAt = agent.UpdatedAt,
            DesiredDeploymentId = deployment.Id,
            ActiveDeploymentId = deployment.Id,
            ReconciledDeploymentId = deployment.Id,
            ActiveDeploymentReady = isReady,
            AutoScaling = new(settings.MinAgents, settings.MaxAgents),
            ActiveSessionCount = active,
            Deployment = ToDocument(domain, agent.Name, deployment),
            CurrentRevision = new()
            {
                DeploymentId = deployment.Id,
                Phase = live.Accepting ? "Active" : "Draining",
                PhaseStartedAt = deployment.CreatedAt,
                Health = new() { Ready = isReady, Message = hasSecrets ? "" : $"Secret set '{settings.SecretSet}' is not there, or cannot be read" },
            },
            WebSocketAuth = settings.WebSocketAuth,
            Queue = queue.Length == 0 ? null : new(queue.Length, queue.Timeout.TotalSeconds, waiting),
        };
    }

    private DeploymentDocument ToDocument(Guid domain, string agent, AgentDeployment deployment)
        => new(deployment.Id, AgentDirectory.StableId(domain, "service", agent), deployment.CreatedAt, deployment.CreatedAt, Manifest(agent, deployment.Settings));

    private ManifestDocument Manifest(string agent, AgentSettings settings) => new(
        "pipecatcloud.daily.co/v1",
        "PCService",
        new(agent, organization.Name),
        new()
        {
            DailyNodeType = NodeType,
            Image = $"class:{catalog.Registration(agent).AgentType.FullName}",
            AutoScaling = new(settings.MinAgents, settings.MaxAgents),
            EnvFromSecretNames = settings.SecretSet is { } set ? [set] : [],
            MaxSessionDurationSeconds = (int)settings.MaxSessionDuration.TotalSeconds,
        });
}
