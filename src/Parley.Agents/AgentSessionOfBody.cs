using Microsoft.Extensions.Logging;

namespace Parley.Agents;

/// <summary>One run of an agent whose start body has a type.</summary>
/// <typeparam name="TBody">What the start request's <c>body</c> is read as.</typeparam>
/// <param name="start">Which session this is.</param>
/// <param name="input">The start request's body.</param>
/// <param name="transport">The way into the room.</param>
/// <param name="time">The session's clock.</param>
/// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
public sealed class AgentSession<TBody>(
    AgentStart start, TBody input, ICallTransport transport, TimeProvider time, ILoggerFactory? loggers = null)
    : AgentSession(start, transport, time, loggers)
{
    /// <summary>What the caller of the start request sent as <c>body</c>.</summary>
    public TBody Input { get; } = input;
}
