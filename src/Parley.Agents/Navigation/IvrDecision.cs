using System.Text.RegularExpressions;

namespace Parley.Agents.Navigation;

/// <summary>What a model decided at a menu, in the tags of contract 9.9.</summary>
/// <param name="IsConversation">Whether a person is there; <see langword="null"/> when it did not say.</param>
/// <param name="Keys">What to press, in order.</param>
/// <param name="Status"><c>detected</c>, <c>completed</c>, <c>stuck</c>, <c>wait</c> or nothing.</param>
internal sealed partial record IvrDecision(bool? IsConversation, string Keys, string? Status)
{
    public static string Instructions(string goal) =>
        $"""
        You are on the phone and hear, turn by turn, what the other side says. It is either an automated phone menu or a person. Your goal is: {goal}
        Answer with tags only; they are not spoken:
        <mode>conversation</mode> when a person speaks to you and expects an answer.
        <mode>ivr</mode> when it is a menu or an announcement, followed by one of:
        <dtmf>1</dtmf> presses a key of 0-9, * and #; one tag for each key. Choose the entry that leads to the goal.
        <ivr>wait</ivr> when there is nothing to press: the menu has not finished, a call is being connected, music plays.
        <ivr>completed</ivr> when the goal is reached and nobody is to be spoken with.
        <ivr>stuck</ivr> when no entry leads to the goal.
        """;

    public static IvrDecision Parse(string text)
    {
        var mode = Mode().Match(text);
        var keys = string.Concat(Dtmf().Matches(text).Select(match => match.Groups[1].Value));
        var status = Standing().Match(text);
        return new(mode.Success ? mode.Groups[1].Value.Equals("conversation", StringComparison.OrdinalIgnoreCase) : null, keys, status.Success ? status.Groups[1].Value.ToLowerInvariant() : null);
    }

    [GeneratedRegex(@"<mode>\s*(ivr|conversation)\s*</mode>", RegexOptions.IgnoreCase)]
    private static partial Regex Mode();

    [GeneratedRegex(@"<dtmf>\s*([0-9*#]+)\s*</dtmf>", RegexOptions.IgnoreCase)]
    private static partial Regex Dtmf();

    [GeneratedRegex(@"<ivr>\s*(detected|completed|stuck|wait)\s*</ivr>", RegexOptions.IgnoreCase)]
    private static partial Regex Standing();
}
