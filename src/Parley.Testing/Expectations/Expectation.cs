using System.Text.Json;
using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>Something that has to be true of a call once it is over.</summary>
/// <param name="Key">Its name in scenario files.</param>
public abstract record Expectation(string Key)
{
    /// <summary>Whether only a persona of ours can tell.</summary>
    protected virtual bool NeedsSimulatedFarEnd => false;

    /// <summary>Looks at a call whose far end is a persona.</summary>
    public ExpectationResult Check(CallRecord call) => Check(new CallFacts(call));

    /// <summary>Looks at a call.</summary>
    public ExpectationResult Check(CallFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return NeedsSimulatedFarEnd && !facts.HasSimulatedFarEnd ? new(Key, ExpectationStatus.Skipped, "needs a simulated far end") : Judge(facts);
    }

    /// <summary>Looks at what is known of a call.</summary>
    protected abstract ExpectationResult Judge(CallFacts facts);

    /// <summary>A result in words: <c>expected busy, was completed</c>.</summary>
    protected ExpectationResult Result(bool isMet, string expected, string actual) =>
        new(Key, isMet ? ExpectationStatus.Passed : ExpectationStatus.Failed, $"expected {expected}, {actual}");

    /// <summary>A value of a call's record as scenario files write it; <c>none</c> for one that is not there.</summary>
    protected static string Word<T>(T? value) => value switch
    {
        null => "none",
        Enum name => JsonNamingPolicy.KebabCaseLower.ConvertName(name.ToString()),
        bool yes => yes ? "yes" : "no",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
