using Parley.Testing.Facts;

namespace Parley.Testing.Expectations;

/// <summary>The keys that the far end received, in order and all of them.</summary>
/// <param name="Keys">Such as <c>12#</c>.</param>
public sealed record KeysToFarEnd(string Keys) : Expectation("keys-to-far-end")
{
    /// <inheritdoc/>
    protected override bool NeedsSimulatedFarEnd => true;

    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) => Result(facts.KeysToFarEnd == Keys, Quoted(Keys), $"was {Quoted(facts.KeysToFarEnd)}");

    /// <summary>Keys as text.</summary>
    internal static string Quoted(string keys) => keys.Length == 0 ? "no keys" : $"'{keys}'";
}

/// <summary>The keys that the agent's side received, in order and all of them.</summary>
/// <param name="Keys">Such as <c>12#</c>.</param>
public sealed record KeysToAgent(string Keys) : Expectation("keys-to-agent")
{
    /// <inheritdoc/>
    protected override ExpectationResult Judge(CallFacts facts) =>
        Result(facts.KeysToAgent == Keys, KeysToFarEnd.Quoted(Keys), $"was {KeysToFarEnd.Quoted(facts.KeysToAgent)}");
}
