using Parley.Agents.Tools;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>What an agent does with its call besides talking.</summary>
public sealed partial class Conversation
{
    /// <summary>
    /// Leaves a message with a machine that was taken for a person: waits for its beep, or for a while, then says the message, which cannot be interrupted, to its
    /// last sample, and hangs up. Machines that are known for what they are get <see cref="AnsweringOptions.VoicemailMessage"/> by themselves.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="patience">How long to wait for a beep.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is said then.</param>
    public async Task LeaveVoicemailAsync(string message, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        using var watch = _session.Watch();
        using var limit = new CancellationTokenSource(patience, _session.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Post(new ConversationInput.Hold(1));
        try
        {
            await watch.NextAsync(occurred => occurred is BeepHeard beep && beep.ParticipantId == ParticipantId, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No beep: whoever is there has been listening for a while.
        }
        finally
        {
            Post(new ConversationInput.Hold(-1));
        }

        await EndAsync(RequireVoice(message), cancellationToken);
    }

    /// <summary>
    /// Hands the other side on to somebody else, and waits for what comes of it. Not for handlers of events. Whoever is called meanwhile is let go when the
    /// other side hangs up, or when it is cancelled.
    /// </summary>
    /// <exception cref="InvalidOperationException">The conversation is not with one leg.</exception>
    public Task<CallTransferResult> TransferAsync(CallTransfer transfer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return ParticipantId is null
            ? throw new InvalidOperationException("One call leg is transferred: create the conversation with its participant's id.")
            : new Transferring(this, ParticipantId, transfer).RunAsync(cancellationToken);
    }

    internal void Hold(bool on) => Post(new ConversationInput.Hold(on ? 1 : -1));

    internal ConversationBuilder CreateLike(string participantId)
    {
        var builder = _session.CreateConversation(participantId).UseVoiceActivity(_setup.VoiceActivity, _setup.Detector);
        _ = _setup.TextToSpeech is { } voice ? builder.UseTextToSpeech(voice) : builder;
        _ = _setup.SpeechToText is { } recogniser ? builder.UseSpeechToText(recogniser) : builder;
        _ = _setup.SpeechToSpeech is { } model ? builder.UseSpeechToSpeech(model, _setup.SpeechToSpeechOptions with { Instructions = null }).SaysOnlyWhatItIsTold() : builder;
        return builder;
    }

    internal Microsoft.Extensions.AI.IChatClient? ChatClient => _setup.ChatClient;

    internal ConversationOptions Options => _setup.Options;
}
