using System.Text.Json;
using System.Threading.Channels;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>A room in memory whose ticks the test drives.</summary>
internal sealed class FakeTransport : ICallTransport
{
    public const int FrameLength = 160;

    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>();

    public ChannelReader<AgentEvent> Events => _events.Reader;

    public int SampleRate => 8000;

    /// <summary>The lines that are open, by participant; the room's own under "".</summary>
    public Dictionary<string, IAudioPort> Lines { get; } = [];

    /// <summary>Further lines of participants that have one already.</summary>
    public List<IAudioPort> Others { get; } = [];

    /// <summary>What the agent asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public List<JsonElement> Messages { get; } = [];

    public Func<DialoutRequest, DialoutStart> AnswerDialout { get; init; } = request => DialoutStart.Accepted($"leg-{request.PhoneNumber}");

    /// <summary>Participants that have gone.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>Legs whose recording is paused.</summary>
    public HashSet<string> Paused { get; } = [];

    public Exception? JoinFailure { get; init; }

    public bool HasLeft { get; private set; }

    public void Raise(AgentEvent occurred) => Assert.True(_events.Writer.TryWrite(occurred));

    public Task JoinAsync(CancellationToken cancellationToken)
    {
        Asked.Add("join");
        if (JoinFailure is not null)
        {
            return Task.FromException(JoinFailure);
        }

        Raise(new CallStateUpdated(CallState.Joining));
        Raise(new CallStateUpdated(CallState.Joined));
        return Task.CompletedTask;
    }

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (!HasLeft)
        {
            HasLeft = true;
            Asked.Add("leave");
            Raise(new CallStateUpdated(CallState.Leaving));
            Raise(new CallStateUpdated(CallState.Left));
            _events.Writer.Complete();
        }

        return Task.CompletedTask;
    }

    public Task<DialoutStart> StartDialoutAsync(DialoutRequest request, CancellationToken cancellationToken)
    {
        Asked.Add($"dial {request.PhoneNumber ?? request.SipUri}");
        return Task.FromResult(AnswerDialout(request));
    }

    public Task<bool> StopDialoutAsync(string participantId, CancellationToken cancellationToken)
    {
        Asked.Add($"stop {participantId}");
        return Task.FromResult(true);
    }

    public Task<bool> SetRecordingAsync(string participantId, bool isPaused, CancellationToken cancellationToken)
    {
        Asked.Add($"{(isPaused ? "pause" : "resume")} {participantId}");
        return Task.FromResult(isPaused ? Paused.Add(participantId) : Paused.Remove(participantId));
    }

    public Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken)
    {
        Asked.Add($"keys {request.Tones}");
        return Task.FromResult(true);
    }

    public Task<string?> SipReferAsync(SipReferRequest request, CancellationToken cancellationToken)
    {
        Asked.Add($"refer {request.SessionId} to {request.ToEndPoint ?? request.WithSessionId}");
        return Task.FromResult<string?>(null);
    }

    public Task<DialoutStart> SipCallTransferAsync(SipCallTransferRequest request, CancellationToken cancellationToken)
    {
        Asked.Add($"transfer {request.SessionId} to {request.ToEndPoint}");
        return Task.FromResult(DialoutStart.Accepted($"leg-{request.ToEndPoint}"));
    }

    public Task<bool> HoldAsync(string participantId, bool hold, CancellationToken cancellationToken)
    {
        Asked.Add($"{(hold ? "hold" : "resume")} {participantId}");
        return Task.FromResult(true);
    }

    public Task<bool> BridgeAsync(string participantId, string otherId, CancellationToken cancellationToken)
    {
        Asked.Add($"bridge {participantId} with {otherId}");
        return Task.FromResult(!Gone.Contains(participantId) && !Gone.Contains(otherId));
    }

    public Task<DateTimeOffset?> RetryLaterAsync(RetryLater retry, CancellationToken cancellationToken)
    {
        Asked.Add($"again {retry.AttemptId} {retry.Destination}");
        return Task.FromResult<DateTimeOffset?>(retry.Due);
    }

    public Task HandOverAsync(CancellationToken cancellationToken)
    {
        Asked.Add("hand over");
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable?> OpenLineAsync(IAudioPort port, string? participantId, CancellationToken cancellationToken)
    {
        if (Gone.Contains(participantId ?? ""))
        {
            return Task.FromResult<IAsyncDisposable?>(null);
        }

        if (!Lines.TryAdd(participantId ?? "", port))
        {
            Others.Add(port);
            return Task.FromResult<IAsyncDisposable?>(new Unplug(() => Others.Remove(port)));
        }

        return Task.FromResult<IAsyncDisposable?>(new Unplug(() => Lines.Remove(participantId ?? "")));
    }

    public Task SendAppMessageAsync(JsonElement message, string? recipient, CancellationToken cancellationToken)
    {
        Messages.Add(message);
        return Task.CompletedTask;
    }

    /// <summary>The callee hangs up.</summary>
    public void HangUp(string participantId)
    {
        Gone.Add(participantId);
        Raise(new DialoutStopped(participantId));
        Raise(new ParticipantLeft(new(participantId, new())));
    }

    private sealed class Unplug(Action action) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            action();
            return ValueTask.CompletedTask;
        }
    }
}
