using System.Text.Json;
using System.Threading.Channels;
using Parley.Audio;

namespace Parley.Agents;

/// <summary>
/// An agent's way into its room, implemented by the host. One transport serves one session. Refusals of a phone network are values;
/// an exception means a bug or a broken machine.
/// </summary>
public interface ICallTransport
{
    /// <summary>
    /// What happens in the room, in order, as contract section 6 lays down. The transport completes it after
    /// <see cref="CallStateUpdated"/> with <see cref="CallState.Left"/>, whoever ended the session, and also when it is left before it was
    /// joined.
    /// </summary>
    ChannelReader<AgentEvent> Events { get; }

    /// <summary>The rate at which the room mixes, in Hz. Ports given to <see cref="OpenLineAsync"/> run at it.</summary>
    int SampleRate { get; }

    /// <summary>Enters the room. <see cref="CallState.Joining"/> and <see cref="CallState.Joined"/> follow as events.</summary>
    Task JoinAsync(CancellationToken cancellationToken);

    /// <summary>Leaves the room and drops its call legs; leaving twice is harmless.</summary>
    Task LeaveAsync(CancellationToken cancellationToken);

    /// <summary>Asks for a call. Returns once it is accepted or refused, long before it rings; a refusal is not also an event.</summary>
    Task<DialoutStart> StartDialoutAsync(DialoutRequest request, CancellationToken cancellationToken);

    /// <summary>Cancels a ringing leg or ends an answered one, also a leg that called in.</summary>
    /// <param name="participantId">The leg's id, as in <see cref="DialoutStart.SessionId"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="false"/> when there is no such leg any more.</returns>
    Task<bool> StopDialoutAsync(string participantId, CancellationToken cancellationToken);

    /// <summary>Sends keypad tones to a leg.</summary>
    /// <returns><see langword="false"/> when there is no such leg, or it has not been answered.</returns>
    Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken);

    /// <summary>Sends the far end of a leg elsewhere by SIP REFER. Returns once it is begun or refused; <see cref="TransferEnded"/> tells the rest.</summary>
    /// <returns><see langword="null"/>, or why it cannot be begun.</returns>
    Task<string?> SipReferAsync(SipReferRequest request, CancellationToken cancellationToken);

    /// <summary>Calls somebody into the room for a leg; <see cref="TransferEnded"/> tells whether they answered, beside the dial-out's own events.</summary>
    Task<DialoutStart> SipCallTransferAsync(SipCallTransferRequest request, CancellationToken cancellationToken);

    /// <summary>Puts the far end of a leg on hold in its own network, or takes it back.</summary>
    /// <returns><see langword="false"/> when there is no such leg, or its far end does not agree.</returns>
    Task<bool> HoldAsync(string participantId, bool hold, CancellationToken cancellationToken);

    /// <summary>
    /// Leaves the room to those who are in it: they go on speaking with each other until one of them hangs up, or until <see cref="LeaveAsync"/>.
    /// </summary>
    Task HandOverAsync(CancellationToken cancellationToken);

    /// <summary>Plugs a port into the room: what it reads is heard there, and it is written what is to be heard.</summary>
    /// <param name="port">The agent's ear and mouth, at <see cref="SampleRate"/>.</param>
    /// <param name="participantId">A participant, for a line that only this one and the agent share; <see langword="null"/> for the whole
    /// room.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// Unplugs the port when disposed; disposing after the participant has left is harmless. <see langword="null"/> when the participant
    /// is not (or no longer) in the room.
    /// </returns>
    Task<IAsyncDisposable?> OpenLineAsync(IAudioPort port, string? participantId, CancellationToken cancellationToken);

    /// <summary>Pauses the recording of a leg, and those of its room, or goes on with them.</summary>
    /// <returns><see langword="false"/> when there is no such leg, it is not recorded, or that is how it is already.</returns>
    Task<bool> SetRecordingAsync(string participantId, bool isPaused, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>When the first media packet at or after a moment was handed to the network for a participant.</summary>
    /// <param name="participantId">A call leg.</param>
    /// <param name="timestamp">Of the session's clock.</param>
    /// <returns>A timestamp; <see langword="null"/> when there is no such leg, or none went out yet. Only the last second is remembered.</returns>
    long? FirstPacketAfter(string participantId, long timestamp) => null;

    /// <summary>Lets two legs of the room hear each other, whatever was private before.</summary>
    /// <returns><see langword="false"/> when one of them is not in the room, or the host cannot.</returns>
    Task<bool> BridgeAsync(string participantId, string otherId, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>When and how often to call again, where the agent does not say.</summary>
    RetryPolicy RetryPolicy => RetryPolicy.None;

    /// <summary>Puts the far end of a leg on the list of those who are not to be called.</summary>
    /// <returns><see langword="false"/> when there is no such leg, it has no number, or the host keeps no list.</returns>
    Task<bool> OptOutAsync(string participantId, string? reason, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Asks for a new session of this agent, with the same body, to try a call again.</summary>
    /// <returns>When it will be started; <see langword="null"/> when it will not.</returns>
    Task<DateTimeOffset?> RetryLaterAsync(RetryLater retry, CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>Sends a message to the other participants of the room (browsers, dashboards).</summary>
    /// <param name="message">Any JSON.</param>
    /// <param name="recipient">A participant's id; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task SendAppMessageAsync(JsonElement message, string? recipient, CancellationToken cancellationToken);
}
