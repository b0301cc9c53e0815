using System.Collections.ObjectModel;
using System.Text.Json;
using Parley.Agents;
using Parley.Server.Sessions.Legs;

namespace Parley.Server.Sessions;

/// <summary>A validated wish to start a session.</summary>
internal sealed record StartCommand
{
    /// <summary>The id that the caller gets back.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The name of the agent, one of those of <see cref="Hosting.AgentCatalog"/>.</summary>
    public required string Agent { get; init; }

    /// <summary>The caller's data as it came: <c>JsonMarshal.GetRawUtf8Value</c> gives its very bytes. An empty object when there was none.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>The room made for the session; absent when the caller did not ask for one.</summary>
    public SessionRoom? Room { get; init; }

    /// <summary>Whether its calls are to be captured, if it was asked for or asked not to.</summary>
    public bool? Capture { get; init; }

    /// <summary>The call that the session is to try again; absent for any other.</summary>
    public RetriedCall? Retry { get; init; }

    /// <summary>The secrets that its agent may use.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The way from HTTP to its agent's endpoints.</summary>
    public SessionAccess Access { get; } = new();

    /// <summary>The call that the session is to answer; absent when it was started over HTTP.</summary>
    public IncomingCallOffer? Incoming { get; init; }
}
