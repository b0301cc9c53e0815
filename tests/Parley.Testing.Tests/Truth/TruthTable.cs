namespace Parley.Testing.Tests.Truth;

/// <summary>
/// The ways in which calls end. What is expected comes from RFC 3261, 3326 and 3398, ITU-T Q.850 and the contract of the events, and from what a person at
/// either end would say. A callee that talks rings for two seconds first; a message takes 15 ms.
/// </summary>
internal static partial class TruthTable
{
    private const string Talks = "connected joined answered stopped left";

    /// <summary>All rows.</summary>
    public static IReadOnlyList<TruthRow> Rows { get; } = [.. Statuses, .. Causes, .. Headers, .. UnansweredCalls, .. AnsweredCalls, .. OurSide, .. Crashes, .. Limits, .. NotDialled];
}
