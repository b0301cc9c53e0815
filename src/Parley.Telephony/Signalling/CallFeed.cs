using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>
/// The events of a SIP call as its leg's owner reads them, with the wish to hang up among them: as soon as it is there the sound is closed and
/// the call is ended, and what still comes is read on until its last event.
/// </summary>
internal sealed class CallFeed(CallLeg leg, SipCall call)
{
    private readonly FirstEnding _first = new();
    private volatile SipCall _call = call;
    private volatile TaskCompletionSource<IncomingCall> _taking = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool>? _ready;
    private Task? _hangUp;
    private Verdict? _imposed;

    /// <summary>What it means that the events just stopped.</summary>
    public static Verdict Stopped { get; } = new(CallEnding.Failed, CallParty.Us) { Error = "the SIP endpoint was stopped" };

    public SipCall Call => _call;

    /// <summary>Answers a call that is to take this one's place, or refuses it; without it none may.</summary>
    public Func<IncomingCall, Task<bool>>? Replacement { get; set; }

    /// <summary>Hands over a call that is to take this one's place. May be called from any thread.</summary>
    /// <returns><see langword="false"/> when another one waits already.</returns>
    public bool TryReplace(IncomingCall taking) => Replacement is not null && _taking.TrySetResult(taking);

    /// <summary>Whether we ended the call.</summary>
    public bool IsHangingUp => _hangUp is not null;

    /// <summary>The next event; <see langword="null"/> when the SIP endpoint stopped without a last word.</summary>
    public async ValueTask<SipCallEvent?> NextAsync()
    {
        while (true)
        {
            if (TryRead(out var happened))
            {
                return happened;
            }

            if (!await WaitAsync())
            {
                return null;
            }
        }
    }

    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SipCallEvent? happened) => _call.Events.TryRead(out happened);

    /// <summary>Waits until there may be an event, or something else is done.</summary>
    /// <returns><see langword="false"/> when there will be none any more.</returns>
    public async ValueTask<bool> WaitAsync(Task? orThis = null)
    {
        _ready ??= ReadyAsync();
        if (!IsHangingUp)
        {
            await _first.OfAsync(_ready, leg.HangUpWanted, _taking.Task, orThis ?? _ready);
            if (_taking.Task.IsCompleted)
            {
                await ReplaceAsync(await _taking.Task);
                return true;
            }

            if (leg.HangUpWanted.IsCompleted)
            {
                var wish = await leg.HangUpWanted;
                _imposed = wish.Verdict;
                HangUp(wish.Reason);
            }
            else if (orThis is { IsCompleted: true })
            {
                return true;
            }
        }

        var more = await _ready;
        _ready = null;
        return more;
    }

    /// <summary>Ends the call on our own account.</summary>
    public void HangUp(SipReason reason)
    {
        leg.Media.Dispose();
        if (!IsHangingUp)
        {
            _hangUp = EndAsync(_call, reason);
            leg.Attend(_hangUp);
        }
    }

    /// <summary>What the end of an answered call amounts to. A BYE of the far end that crosses ours shows that it was there after all.</summary>
    public Verdict Conclude(CallEnded ended) => !ended.ByRemote && _imposed is { } imposed ? imposed : Verdicts.OfEnd(ended, IsHangingUp);

    /// <summary>Ends the call because its owner broke: nobody is left in dead air for a fault of ours.</summary>
    public void Abandon() => HangUp(SipReason.Q850(Q850.TemporaryFailure, "internal error"));

    private async Task ReplaceAsync(IncomingCall taking)
    {
        _taking = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_call.Completion.IsCompleted || leg.HangUpWanted.IsCompleted)
        {
            await taking.RejectAsync(603, cancellationToken: CancellationToken.None);
            return;
        }

        if (Replacement is null || !await Replacement(taking))
        {
            return;
        }

        var replaced = _call;
        (_call, _ready) = (taking, null);
        leg.Attend(EndAsync(replaced, SipReason.Q850(Q850.NormalClearing, "replaced")));
    }

    private async Task<bool> ReadyAsync() => await _call.Events.WaitToReadAsync(CancellationToken.None);

    // The last event comes before the far end has confirmed; from then on the endpoint alone minds the BYE and its repetitions.
    private async Task EndAsync(SipCall ending, SipReason reason)
    {
        try
        {
            await ending.HangUpAsync(reason, leg.Over);
        }
        catch (Exception error) when (error is OperationCanceledException or SipException)
        {
        }
    }
}
