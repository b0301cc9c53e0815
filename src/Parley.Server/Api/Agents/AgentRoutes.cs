using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Api.Keys;
using Parley.Server.Api.Secrets;
using Parley.Server.Api.Sessions;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;

namespace Parley.Server.Api.Agents;

/// <summary>
/// Agents, sessions and the organization in both path families (contract 2.1): <c>/v1/agents...</c>, and <c>/v1/organizations/{org}/services...</c> as the official SDK and CLI call it.
/// </summary>
internal static class AgentRoutes
{
    /// <summary>The services behind the routes.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.TryAddSingleton<AgentEndpoints>();
        services.TryAddSingleton<OrganizationEndpoints>();
        return services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AgentJson.Default));
    }

    /// <summary>Maps the routes. The builder asks for a private key already.</summary>
    public static void MapAgents(this IEndpointRouteBuilder api)
    {
        MapFamily(api, "/agents", wrapped: false);
        api.MapPost("/agents/{agent}", (string agent, HttpRequest request, AgentEndpoints agents, CancellationToken ct) => agents.UpdateAsync(agent, request, ct))
            .WithSummary("Changes an agent: autoScaling, maxSessionDuration, secretSet. Sessions that run keep what they were started with.")
            .Accepts(typeof(AgentRequest)).Produces<AgentDocument>().ProducesErrors(400, 401, 404, 413);
        MapShared(api);
        api.MapGet("/users", (OrganizationEndpoints who, CancellationToken ct) => who.WhoAsync(ct))
            .WithSummary("Says whose key this is.").WithMetadata(new ForScopedKeys()).Produces<WhoDocument>().ProducesErrors(401);
        api.MapGet("/organizations", (OrganizationEndpoints who, CancellationToken ct) => who.ListAsync(ct))
            .WithSummary("Lists the organizations: this server is one.").WithMetadata(new ForScopedKeys()).Produces<OrganizationListDocument>().ProducesErrors(401);

        var owned = api.MapGroup("/organizations/{org}").AddEndpointFilter(RequireOrganization);
        MapFamily(owned, "/services", wrapped: true);
        owned.MapPut("/services", (HttpRequest request, AgentEndpoints agents, CancellationToken ct) => agents.UpdateAsync(null, request, ct))
            .WithSummary("Changes the agent that the body names.")
            .Accepts(typeof(AgentRequest)).Produces<AgentDocument>().ProducesErrors(400, 401, 404, 413);
        MapShared(owned);
        owned.MapGet("/daily", (HttpRequest request) => OrganizationEndpoints.DomainKey(request))
            .WithSummary("Says which key opens rooms and dial-out: the one that asks.").Produces<DomainKeyDocument>().ProducesErrors(401, 403, 404);
        owned.MapKeys();
    }

    private static void MapFamily(IEndpointRouteBuilder api, string root, bool wrapped)
    {
        api.MapGet(root, (HttpRequest request, AgentEndpoints agents, CancellationToken ct) => agents.ListAsync(request.Query, request.HttpContext.Caller(), ct))
            .WithMetadata(new ForScopedKeys())
            .WithSummary("Lists the agents. Query: includeActiveDeployment, region.")
            .Produces<AgentListDocument>().ProducesErrors(400, 401, 404);
        api.MapPost(root, (HttpRequest request, AgentEndpoints agents, CancellationToken ct) => agents.CreateAsync(request, ct))
            .WithSummary("Takes sessions of a deleted agent again. Agents are classes of the host: a name that the host has not added is refused, and so is an image.")
            .Accepts(typeof(AgentRequest)).Produces<AgentDocument>().ProducesErrors(400, 401, 404, 413);
        var get = api.MapGet($"{root}/{{agent}}", (string agent, AgentEndpoints agents, CancellationToken ct) => agents.GetAsync(agent, wrapped, ct))
            .WithSummary("Shows an agent: its settings, its deployment, how many sessions run and wait.").ProducesErrors(401, 404);
        _ = wrapped ? get.Produces<WrappedAgentDocument>() : get.Produces<AgentDocument>();
        api.MapDelete($"{root}/{{agent}}", (string agent, AgentEndpoints agents, CancellationToken ct) => agents.DeleteAsync(agent, ct))
            .WithSummary("Takes no more sessions of an agent; those that run finish.")
            .Produces<StatusDocument>().ProducesErrors(401, 404);
        api.MapGet($"{root}/{{agent}}/deployments", (string agent, AgentEndpoints agents, CancellationToken ct) => agents.DeploymentsAsync(agent, ct))
            .WithSummary("Lists the versions of an agent's settings, the newest first.")
            .Produces<DeploymentListDocument>().ProducesErrors(401, 404);
        MapSessions(api, root);
    }

    private static void MapSessions(IEndpointRouteBuilder api, string root)
    {
        api.MapGet($"{root}/{{agent}}/logs", (string agent, HttpRequest request, LogEndpoints logs, CancellationToken ct) => logs.ListAsync(agent, request.Query, ct))
            .WithSummary("Shows what an agent's sessions have logged. Query: limit, offset, deploymentId, sessionId, query, order (asc, desc), startTime, endTime.")
            .Produces<LogListDocument>().ProducesErrors(400, 401, 404);
        api.MapGet($"{root}/{{agent}}/sessions", (string agent, HttpRequest request, SessionEndpoints sessions, CancellationToken ct) => sessions.ListAsync(agent, request.Query, ct))
            .WithSummary("Lists sessions, the newest first. Query: limit, offset, deploymentId, status (active, ended, all), startTime, endTime, startType (cold, warm, all), startTimeMin, startTimeMax (seconds that the agent took to start).")
            .Produces<SessionListDocument>().ProducesErrors(401, 404).Produces<InvalidParametersDocument>(400);
        api.MapGet($"{root}/{{agent}}/sessions/{{id}}", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.GetAsync(agent, id, ct))
            .WithSummary("Shows a session with its dial-out attempts.")
            .Produces<SessionDetailsDocument>().ProducesErrors(401, 404);
        api.MapGet($"{root}/{{agent}}/sessions/{{id}}/events", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.EventsAsync(agent, id, ct))
            .WithSummary("Shows what happened in a session so far, in order; kept for the latest sessions of this process.")
            .Produces<SessionEventsDocument>().ProducesErrors(401, 404);
        api.MapGet($"{root}/{{agent}}/sessions/{{id}}/transcript", (string agent, string id, RecordingEndpoints recordings, CancellationToken ct) => recordings.TranscriptAsync(agent, id, ct))
            .WithSummary("Shows what was said in a session, leg by leg, with times in the legs' recordings, interruptions and function calls.")
            .Produces<TranscriptDocument>().ProducesErrors(401, 404);
        api.MapGet($"{root}/{{agent}}/sessions/{{id}}/recordings", (string agent, string id, RecordingEndpoints recordings, CancellationToken ct) => recordings.ListAsync(agent, id, ct))
            .WithSummary("Lists the recordings of a session's call legs.")
            .Produces<RecordingListDocument>().ProducesErrors(401, 404);
        api.MapGet($"{root}/{{agent}}/sessions/{{id}}/recordings/{{leg}}", (string agent, string id, string leg, RecordingEndpoints recordings, CancellationToken ct) => recordings.GetAsync(agent, id, leg, ct))
            .WithSummary("Gives the recording of a call leg: WAV, the callee left, the agent right.")
            .Produces(200, contentType: "audio/wav").ProducesErrors(401, 404);
        api.MapDelete($"{root}/{{agent}}/sessions/{{id}}", (string agent, string id, SessionEndpoints sessions, CancellationToken ct) => sessions.StopAsync(agent, id, ct))
            .WithSummary("Stops a session.")
            .Produces<SessionTerminatedDocument>().ProducesErrors(401, 404);
    }

    private static void MapShared(IEndpointRouteBuilder api)
    {
        api.MapSecrets();
        api.MapGet("/regions", (OrganizationEndpoints who) => who.Regions())
            .WithSummary("Lists the regions: this server is one.").Produces<RegionListDocument>().ProducesErrors(401, 404);
        api.MapGet("/properties", (OrganizationEndpoints who) => who.Properties())
            .WithSummary("Shows the organization's properties.").Produces<PropertiesDocument>().ProducesErrors(401, 404);
        api.MapPatch("/properties", (HttpRequest request, OrganizationEndpoints who, CancellationToken ct) => who.ChangePropertiesAsync(request, ct))
            .WithSummary("Changes the organization's properties; all of them follow from the server's configuration, so only what they are already is taken.")
            .Accepts(typeof(PropertyValues)).Produces<PropertiesDocument>().ProducesErrors(400, 401, 404, 413);
        api.MapGet("/properties/schema", (OrganizationEndpoints who) => who.Schema())
            .WithSummary("Says what the organization's properties may be.").Produces<PropertySchemaDocument>().ProducesErrors(401, 404);
    }

    private static async ValueTask<object?> RequireOrganization(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return await context.RequestServices.GetRequiredService<Organization>().IsAsync($"{context.GetRouteValue("org")}", context.RequestAborted)
            ? await next(invocation)
            : ApiError.NoSuchOrganization.ToResult();
    }
}
