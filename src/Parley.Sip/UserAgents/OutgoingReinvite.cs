using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>A re-INVITE of ours, tried again when both sides sent one at the same time (RFC 3261, section 14.1).</summary>
internal sealed class OutgoingReinvite(
    UserAgent agent, InviteSession session, DigestClient? digest, ReadOnlyMemory<byte> body, string contentType, bool ownsCallId)
{
    private const int MaxGlares = 4;

    private readonly TaskCompletionSource<SipResponse> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _retry;
    private int _glares;
    private bool _awaitsFinal;

    /// <summary>Told of the end on the loop, with the far end's description before it.</summary>
    public Action<ReadOnlyMemory<byte>, SipResponse>? Finished { get; init; }

    /// <summary>Whether an INVITE is on its way. While a retry waits, the far end's goes first.</summary>
    public bool IsPending => _awaitsFinal;

    /// <summary>Whether the owner has the result.</summary>
    public bool IsDone => _result.Task.IsCompleted;

    public Task<SipResponse> Begin(SipRequest plain)
    {
        var request = new SipRequest(plain.Method, plain.Uri) { Headers = plain.Headers, Body = body };
        agent.Introduce(request, session.Dialog.NextHop);
        session.Timer.Ask(request);
        if (!body.IsEmpty)
        {
            request.Headers.Add(SipHeaderNames.ContentType, contentType);
        }

        _awaitsFinal = true;
        ClientExchange? exchange = null;
        byte[]? ack = null;
        exchange = new(agent, digest, session.Dialog.NextHop, session.Dialog.NextSequence, result =>
        {
            if (result.Response.IsSuccess)
            {
                agent.Send(ack ??= Acknowledge(exchange!.Request!), session.Dialog.NextHop);
            }

            Receive(result);
        });
        exchange.Begin(request);
        return _result.Task;
    }

    /// <summary>The call ended meanwhile.</summary>
    public void Drop()
    {
        _retry?.Dispose();
        _result.TrySetResult(new SipResponse(487));
    }

    private byte[] Acknowledge(SipRequest invite)
    {
        var ack = session.Dialog.CreateAck(invite);
        agent.Stamp(ack, session.Dialog.NextHop);
        return SipWriter.ToArray(ack);
    }

    private void Receive(ClientResult result)
    {
        var response = result.Response;
        if (response.IsProvisional)
        {
            return;
        }

        if (!_awaitsFinal)
        {
            return;   // A 2xx repeated; its ACK was sent again.
        }

        _awaitsFinal = false;
        if (response.Status == 491 && session.IsActive && _glares++ < MaxGlares)
        {
            _retry = agent.Schedule(Backoff(), Retry);
            return;
        }

        if (session.IsActive && session.Timer.TryRaise(response))
        {
            Begin(session.Dialog.CreateRequest(SipMethods.Invite));
            return;
        }

        var before = session.TheirDescription;
        if (response.IsSuccess)
        {
            session.Changed(body, contentType, response);
        }

        _result.TrySetResult(response);
        Finished?.Invoke(before, response);
        session.EndIfGone(result);
    }

    private void Retry()
    {
        if (session.HasOffer)
        {
            _retry = agent.Schedule(Backoff(), Retry);
        }
        else if (session.IsActive)
        {
            Begin(session.Dialog.CreateRequest(SipMethods.Invite));
        }
    }

    private TimeSpan Backoff() => ownsCallId
        ? agent.Ids.Between(TimeSpan.FromSeconds(2.1), TimeSpan.FromSeconds(4))
        : agent.Ids.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2));
}
