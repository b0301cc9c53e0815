namespace Parley.Speech.Failover;

/// <summary>What happened in a chain of engines.</summary>
/// <param name="Kind">What the chain does: <c>speech-to-text</c>, <c>text-to-speech</c> or <c>chat</c>.</param>
/// <param name="Engine">The engine that failed, or that answers again.</param>
public abstract record FailoverNotice(string Kind, string Engine)
{
    /// <summary>An engine failed, and the next took over within the same request.</summary>
    /// <param name="Kind">What the chain does.</param>
    /// <param name="Engine">The engine that failed.</param>
    /// <param name="Next">The engine that took over.</param>
    /// <param name="Failure">What happened.</param>
    /// <param name="IsInTheMiddle">Whether the one that failed had been heard, or had understood something, by then.</param>
    public sealed record Switched(string Kind, string Engine, string Next, Exception Failure, bool IsInTheMiddle) : FailoverNotice(Kind, Engine);

    /// <summary>An engine that was passed over answers again.</summary>
    /// <param name="Kind">What the chain does.</param>
    /// <param name="Engine">The engine.</param>
    public sealed record Recovered(string Kind, string Engine) : FailoverNotice(Kind, Engine);
}
