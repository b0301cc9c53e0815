using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;

namespace Parley.Server.Hosting;

/// <summary>An agent that the host has added.</summary>
/// <param name="Name">Its name in <c>/v1/public/{agent}/start</c>.</param>
internal abstract record AgentRegistration(string Name)
{
    /// <summary>The class of the agent.</summary>
    public abstract Type AgentType { get; }

    /// <summary>Makes an agent and its session.</summary>
    /// <param name="scope">The services of the session alone.</param>
    /// <param name="start">Which session it is.</param>
    /// <param name="body">The caller's data.</param>
    /// <param name="transport">The way into the room.</param>
    /// <exception cref="JsonException">The data is not what the agent takes.</exception>
    public abstract AgentRun Create(IServiceProvider scope, AgentStart start, JsonElement body, ICallTransport transport);
}

/// <summary>An agent made for one session, and how to run it.</summary>
internal sealed record AgentRun(AgentSession Session, Func<CancellationToken, Task> RunAsync);

/// <summary>An agent whose data has a type.</summary>
internal sealed record AgentRegistration<TAgent, TBody>(string Name) : AgentRegistration(Name)
    where TAgent : class, IVoiceAgent<TBody>
{
    public override Type AgentType => typeof(TAgent);

    public override AgentRun Create(IServiceProvider scope, AgentStart start, JsonElement body, ICallTransport transport)
    {
        start = start with
        {
            VoiceActivity = scope.GetService<VoiceActivityDefault>() ?? start.VoiceActivity,
            TurnStop = scope.GetService<TurnStopDefault>() ?? start.TurnStop,
        };
        var session = new AgentSession<TBody>(
            start, Read(body), transport, scope.GetRequiredService<TimeProvider>(), scope.GetRequiredService<ILoggerFactory>());
        var agent = scope.GetRequiredService<TAgent>();
        return new(session, cancellationToken => agent.RunAsync(session, cancellationToken));
    }

    private static TBody Read(JsonElement body)
        => body is TBody untyped
            ? untyped
            : body.Deserialize<TBody>(JsonSerializerOptions.Web) ?? throw new JsonException($"The body is null; expected a {typeof(TBody).Name}.");
}
