using System.Globalization;
using System.Text;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>sip.txt</c>: the ladder of a call's SIP messages between the agent's side and the carrier, then the messages themselves.</summary>
internal static class LadderText
{
    private const int Width = 56;

    /// <summary>The whole file.</summary>
    public static string Of(CallRecord call, IReadOnlyList<LadderStep> steps)
    {
        if (steps.Count == 0)
        {
            return "No SIP messages were seen.\n";
        }

        var text = new StringBuilder();
        var (agent, carrier) = steps[0].FromAgent ? (call.Sip[0].From, call.Sip[0].To) : (call.Sip[0].To, call.Sip[0].From);
        text.Append($"      ms  agent {agent}".PadRight(Width - 6)).Append(CultureInfo.InvariantCulture, $"carrier {carrier}\n");
        foreach (var step in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.At.TotalMilliseconds,8:0}  |{Arrow(step)}|\n");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n--- {steps[i].At.TotalMilliseconds:0} ms, from the {(steps[i].FromAgent ? "agent" : "carrier")}: {steps[i].Label}\n");
            text.Append(steps[i].IsAgain ? "as before\n" : call.Sip[i].ToString().ReplaceLineEndings("\n"));
        }

        return text.ToString();
    }

    private static string Arrow(LadderStep step)
    {
        var label = $" {step.Label} ";
        var line = new string('-', Math.Max(2, Width - 4 - label.Length));
        return step switch
        {
            { FromAgent: true, IsLost: true } => $"--{label}{line}x ",
            { FromAgent: true } => $"--{label}{line}->",
            { IsLost: true } => $" x{line}{label}--",
            _ => $"<-{line}{label}--",
        };
    }
}
