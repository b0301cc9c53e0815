using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Simulation.Scripts;

namespace Parley.Cli.Demo;

/// <summary>What one call of the demo came to, and what of it was not as scripted.</summary>
/// <param name="Call">The call.</param>
/// <param name="Record">What the server has written down about it.</param>
/// <param name="Faults">What was not as scripted; empty when all was.</param>
internal sealed record DemoFindings(CallTimeline Call, JsonObject? Record, IReadOnlyList<string> Faults)
{
    private static readonly TimeSpan LeastMessage = TimeSpan.FromSeconds(3);

    /// <summary>Judges a call with somebody who talks.</summary>
    public static DemoFindings OfPerson(CallTimeline call, JsonObject? record, SimulatedCall? seen, LineBook callees, bool isScripted) => new(call, record, Check(
        (Stage(record) is "answered", "it was not answered"),
        (call.AnsweredBy is AnsweredBy.Human, "it was not taken for a person"),
        (call.WordsOf(Speaker.Callee).Length > 0, "nothing was understood"),
        (seen is not null && !HeardTheVoicemail(seen, callees), "it heard another callee"),
        (!isScripted || call.WordsOf(Speaker.Callee).Contains("Tuesday at ten is fine", StringComparison.Ordinal), "the answer was not understood"),
        (!isScripted || call.WordsOf(Speaker.Agent).EndsWith("Goodbye!", StringComparison.Ordinal), "the agent did not say goodbye")));

    /// <summary>Judges a call to a machine.</summary>
    public static DemoFindings OfVoicemail(CallTimeline call, JsonObject? record, SimulatedCall? seen) => new(call, record, Check(
        (Stage(record) is "answered", "it was not answered"),
        (call.AnsweredBy is AnsweredBy.Machine, "it was not taken for a voicemail"),
        (call.WordsOf(Speaker.Agent).Length > 0, "the agent left no message"),
        (seen?.Message?.Duration >= LeastMessage, "the machine has not kept a message")));

    /// <summary>Judges a call to a line in use.</summary>
    public static DemoFindings OfBusy(CallTimeline call, JsonObject? record) => new(call, record, Check(
        ((int?)record?["sipStatus"] == 486, "it was not busy"),
        (call.Entries.Count > 0 && call.IsOver, "nobody was told")));

    /// <summary>Callees of one session are kept apart; that greeting is the longest thing to be overheard.</summary>
    private static bool HeardTheVoicemail(SimulatedCall seen, LineBook callees) =>
        callees.Read(seen.Heard)?.Contains("voicemail", StringComparison.Ordinal) == true;

    private static string? Stage(JsonObject? record) => (string?)record?["stage"];

    private static List<string> Check(params ReadOnlySpan<(bool IsRight, string Otherwise)> checks)
    {
        var faults = new List<string>();
        foreach (var (isRight, otherwise) in checks)
        {
            if (!isRight)
            {
                faults.Add(otherwise);
            }
        }

        return faults;
    }
}
