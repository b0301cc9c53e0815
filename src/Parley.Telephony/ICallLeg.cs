using System.Text.Json;
using System.Threading.Channels;
using Parley.Audio;
using Parley.Rtp;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Transfers;

namespace Parley.Telephony;

/// <summary>
/// One call, however it travels: over SIP and RTP (<see cref="CallLeg"/>), or over a provider's WebSocket (<see cref="Sockets.SocketLeg"/>). Its sound is an audio port,
/// silent before the answer and after the end. What a call's way cannot do is refused as a value.
/// </summary>
public interface ICallLeg : IAudioPort, IAsyncDisposable
{
    /// <summary>The leg's id: the session id of its events.</summary>
    string Id { get; }

    /// <summary>Which way the call was placed.</summary>
    CallDirection Direction { get; }

    /// <summary>The number or address of the caller.</summary>
    string From { get; }

    /// <summary>The number or address of the callee.</summary>
    string To { get; }

    /// <summary>What to call the far end.</summary>
    string DisplayName { get; }

    /// <summary>Who carries it: a trunk, or a provider of sockets; <see langword="null"/> for nobody.</summary>
    string? Trunk { get; }

    /// <summary>How the network names the call.</summary>
    string? SipCallId { get; }

    /// <summary>How far the call got.</summary>
    CallStage Stage { get; }

    /// <summary>What happens, in order; completes behind <see cref="LegEnded"/>. One reader.</summary>
    ChannelReader<LegEvent> Events { get; }

    /// <summary>The outcome, once the call is over. Never faults.</summary>
    Task<CallOutcome> Completion { get; }

    /// <summary>Counters of the sound; <see langword="null"/> before the answer.</summary>
    RtpStatistics? Statistics { get; }

    /// <summary>When the first media packet at or after a moment was handed to the network; only the last second or so is remembered.</summary>
    /// <param name="timestamp">Of the server's clock.</param>
    long? FirstPacketAfter(long timestamp) => null;

    /// <summary>Takes 20 ms of what the far end sends before it answers. See <see cref="CallLeg.ReadEarly"/>.</summary>
    bool ReadEarly(Span<short> samples)
    {
        samples.Clear();
        return false;
    }

    /// <summary>Ends the call. May be called at any time and more than once.</summary>
    /// <param name="reason">Why, for the far end.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up goes on.</param>
    /// <returns>The outcome, once the call is over.</returns>
    Task<CallOutcome> HangUpAsync(string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Ends the call for another reason than that it is over.</summary>
    /// <param name="cause">The Q.850 cause.</param>
    /// <param name="reason">Words for it.</param>
    /// <param name="cancellationToken">Gives up waiting; the hang-up goes on.</param>
    /// <returns>The outcome, once the call is over.</returns>
    Task<CallOutcome> HangUpAsync(int cause, string reason, CancellationToken cancellationToken = default);

    /// <summary>Sends keys. See <see cref="CallLeg.SendDigitsAsync(string, TimeSpan?, DigitsMethod, CancellationToken)"/>.</summary>
    Task<DigitsResult> SendDigitsAsync(string tones, TimeSpan? duration, DigitsMethod method, CancellationToken cancellationToken);

    /// <summary>Puts the far end on hold, or takes it back.</summary>
    /// <returns>Whether it agreed.</returns>
    Task<bool> HoldAsync(bool hold = true, CancellationToken cancellationToken = default);

    /// <summary>Sends the far end to somebody else.</summary>
    /// <returns>What became of it.</returns>
    Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken = default);

    /// <summary>What was sent and has not been played is not to be heard: somebody spoke into it. Only where the far end keeps sound in store does anything happen.</summary>
    void Clear()
    {
    }

    /// <summary>Tells the far end something beside the sound, where there is a way.</summary>
    void Tell(JsonElement message)
    {
    }
}
