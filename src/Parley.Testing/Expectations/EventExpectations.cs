using System.Reflection;
using System.Text.Json.Serialization;
using Parley.Agents;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>The names of events, as the API writes them.</summary>
public static class EventNames
{
    private static readonly Dictionary<Type, string> Names = typeof(AgentEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>The name of an event: <c>dialout-answered</c>.</summary>
    public static string Of(AgentEvent occurred)
    {
        ArgumentNullException.ThrowIfNull(occurred);
        return Names.GetValueOrDefault(occurred.GetType()) ?? occurred.GetType().Name;
    }
}

/// <summary>Events that have to come in this order; others may be in between.</summary>
/// <param name="Names">Their names, such as <c>dialout-answered</c>.</param>
public sealed record EventsInOrder(params IReadOnlyList<string> Names) : Expectation("events")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var found = 0;
        foreach (var name in facts.Call.Events.Select(EventNames.Of))
        {
            found += found < Names.Count && name == Names[found] ? 1 : 0;
        }

        var words = found == Names.Count ? "they came"
            : found == 0 ? $"{Names[0]} did not come"
            : $"{Names[found]} did not come after {Names[found - 1]}";
        return Result(found == Names.Count, string.Join(", then ", Names), words);
    }
}

/// <summary>Events that must not come.</summary>
/// <param name="Names">Their names.</param>
public sealed record EventsAbsent(params IReadOnlyList<string> Names) : Expectation("no-events")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var came = facts.Call.Events.Select(EventNames.Of).Where(Names.Contains).Distinct().ToList();
        return Result(came.Count == 0, $"no {string.Join(" and no ", Names)}", came.Count == 0 ? "none came" : $"{string.Join(", ", came)} came");
    }
}

/// <summary>Nothing went wrong in the session: its agent did not fail, no model and no speech engine did.</summary>
public sealed record NoErrors() : Expectation("errors")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var errors = Errors.Of(facts).ToList();
        return Result(errors.Count == 0, "no errors", errors.Count == 0 ? "there were none" : $"there were: {string.Join("; ", errors)}");
    }
}

/// <summary>The session has to fail with a certain error.</summary>
/// <param name="Pattern">Words of it.</param>
public sealed record ErrorIs(TextPattern Pattern) : Expectation("errors")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts)
    {
        var errors = Errors.Of(facts).ToList();
        return Result(errors.Exists(Pattern.IsIn), $"the error {Pattern}", errors.Count == 0 ? "there was none" : $"there were: {string.Join("; ", errors)}");
    }
}

/// <summary>What went wrong in a session.</summary>
internal static class Errors
{
    /// <summary>All of it, in words.</summary>
    public static IEnumerable<string> Of(CallFacts facts) =>
    [
        .. facts.Call.Error is { } error ? [error] : Array.Empty<string>(),
        .. facts.Call.Events.OfType<ConversationError>().Select(e => $"{e.Source}: {e.Message}"),
    ];
}
