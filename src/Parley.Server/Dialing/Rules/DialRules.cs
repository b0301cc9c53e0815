using Microsoft.Extensions.Options;
using Parley.Server.Dialing.Hours;
using Parley.Server.Hosting;

namespace Parley.Server.Dialing.Rules;

/// <summary>The settings of the rules, read once.</summary>
internal sealed class DialRules
{
    private readonly AgentRules _everybody;
    private readonly Dictionary<string, AgentRules> _agents;

    public DialRules(IOptions<ParleyOptions> options)
    {
        Options = options.Value.Dialout;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Options.TimeZone);
        _everybody = new(CallingHours.Read(Options.CallingHours), Options.AttemptsPerCalleePerDay, null, null);
        _agents = Options.Agents.ToDictionary(
            agent => agent.Agent,
            agent => new AgentRules(
                agent.CallingHours is { } own ? CallingHours.Read(own) : _everybody.Hours, agent.AttemptsPerCalleePerDay ?? _everybody.AttemptsPerCalleePerDay,
                agent.MinutesPerDay, agent.MinutesPerMonth),
            StringComparer.Ordinal);
    }

    public DialoutOptions Options { get; }

    /// <summary>The time zone of days that are no callee's.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Those of an agent.</summary>
    public AgentRules Of(string? agent) => agent is not null && _agents.TryGetValue(agent, out var own) ? own : _everybody;
}

/// <summary>What may differ between agents.</summary>
internal sealed record AgentRules(CallingHours Hours, int? AttemptsPerCalleePerDay, int? MinutesPerDay, int? MinutesPerMonth);
