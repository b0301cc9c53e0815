using Parley.Agents;

namespace Parley.Samples.WarmTransfer;

/// <summary>Who callers may be handed on to. The model knows the names, and can reach nobody else.</summary>
/// <param name="Numbers">Numbers, or addresses that start with <c>sip:</c>, by what they are for: <c>billing</c>.</param>
public sealed record Specialists(IReadOnlyDictionary<string, string> Numbers)
{
    /// <summary>What happens when one is asked for.</summary>
    public IReadOnlyDictionary<string, CallTransfer> Transfers { get; } = Numbers.ToDictionary(
        specialist => specialist.Key,
        specialist => new CallTransfer(specialist.Value)
        {
            Mode = CallTransferMode.Warm,
            Announcement = "One moment, please. I will get somebody who can help you.",
            RingTimeout = TimeSpan.FromSeconds(20),
        });
}
