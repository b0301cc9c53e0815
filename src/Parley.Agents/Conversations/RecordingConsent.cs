namespace Parley.Agents;

/// <summary>How the other side comes to know that it is recorded. What the law asks for depends on where both sides are.</summary>
public enum ConsentMode
{
    /// <summary>It is told with the conversation's first words; recording goes on once they have been played.</summary>
    Announce,

    /// <summary>It is asked first; recording goes on only after a yes.</summary>
    Ask,
}

/// <summary>
/// Announces the recording of a call, or asks for consent, before the greeting. From the conversation's start the recording is paused (its file holds silence) until
/// then; have the host begin with it paused too (<c>Recording:NeedsConsent</c>), so that nothing before the conversation is recorded either. To machines nothing is
/// said, and they stay unrecorded.
/// </summary>
public sealed record RecordingConsent
{
    /// <summary>Whether it is told or asked.</summary>
    public ConsentMode Mode { get; init; } = ConsentMode.Announce;

    /// <summary>What is said; to <see cref="ConsentMode.Ask"/>, a question.</summary>
    public string Text { get; init; } = "This call is recorded.";

    /// <summary>What is said after a no; the call goes on unrecorded. <see langword="null"/> for nothing.</summary>
    public string? Declined { get; init; } = "All right, this call is not recorded.";

    /// <summary>Words any of which, as a whole word, is a yes.</summary>
    public IReadOnlyList<string> Yes { get; init; } = ["yes", "yeah", "yep", "sure", "okay", "ok", "fine", "of course", "go ahead", "no problem", "i agree", "not at all", "i don't mind"];

    /// <summary>Words any of which, as a whole word, is a no. A yes that is found as well does not outweigh it, unless it contains it ("no problem").</summary>
    public IReadOnlyList<string> No { get; init; } = ["no", "nope", "don't", "do not", "rather not", "not"];
}
