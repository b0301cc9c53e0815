using System.Globalization;
using Microsoft.Extensions.Logging;
using Parley.Sip.Auth;
using Parley.Sip.Messages;

namespace Parley.Telephony.Trunks;

/// <summary>
/// Keeps us registered with a trunk (RFC 3261, section 10.2): refreshed before it runs out, tried again after pauses that grow (RFC 5626, section 4.5), taken
/// back at the end.
/// </summary>
internal sealed partial class TrunkRegistration(Trunk trunk, TrunkRequests requests, TimeProvider time, Random random, string callId, ILogger logger)
{
    private const double RefreshAt = 0.85;
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    private readonly SipAuthenticator? _authenticator = trunk.Credentials is { } credentials ? new(credentials) : null;
    private TimeSpan _expires = trunk.Options.RegisterExpires;
    private SipUri? _contact;
    private uint _sequence;
    private int _failures;

    /// <summary>Runs until the token fires, and then takes the registration back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Tell(new(TrunkRegistrationStatus.Trying, time.GetUtcNow()));
        try
        {
            while (true)
            {
                var pause = await RegisterAsync(cancellationToken);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await UnregisterAsync();
        }
    }

    private async Task<TimeSpan> RegisterAsync(CancellationToken cancellationToken)
    {
        var reply = await SendAsync(_expires, cancellationToken);
        if (reply.Response is { Status: 423 } tooBrief && tooBrief.Headers.TryGetNumber("Min-Expires", out var least) && TimeSpan.FromSeconds(least) > _expires)
        {
            _expires = TimeSpan.FromSeconds(least);
            reply = await SendAsync(_expires, cancellationToken);
        }

        return reply.Response is { IsSuccess: true } granted ? Succeed(granted) : Fail(reply);
    }

    private TimeSpan Succeed(SipResponse granted)
    {
        var held = Granted(granted);
        var refresh = held * RefreshAt > ShortestRefresh ? held * RefreshAt : ShortestRefresh;
        var now = time.GetUtcNow();
        _failures = 0;
        if (trunk.Registration.Status != TrunkRegistrationStatus.Registered)
        {
            Log.Registered(logger, trunk.Name, held);
        }

        var since = trunk.Registration.Status == TrunkRegistrationStatus.Registered ? trunk.Registration.Since : now;
        Tell(new(TrunkRegistrationStatus.Registered, since) { ExpiresAt = now + held, NextAttemptAt = now + refresh });
        return refresh;
    }

    private TimeSpan Fail(TrunkReply reply)
    {
        var pause = Backoff(_failures++);
        if (reply.Response?.Headers.TryGetNumber(SipHeaderNames.RetryAfter, out var seconds) is true && TimeSpan.FromSeconds(seconds) > pause)
        {
            pause = TimeSpan.FromSeconds(Math.Min(seconds, LongestPause.TotalSeconds));
        }

        var error = reply.Error ?? Explain(reply.Response!);
        var now = time.GetUtcNow();
        var since = trunk.Registration.Status == TrunkRegistrationStatus.Failed ? trunk.Registration.Since : now;
        Tell(new(TrunkRegistrationStatus.Failed, since) { Error = error, NextAttemptAt = now + pause });
        Log.Failed(logger, trunk.Name, error, pause);
        return pause;
    }

    private static string Explain(SipResponse response) => response.Status switch
    {
        401 or 407 => string.Create(CultureInfo.InvariantCulture, $"{response.Status} {response.ReasonPhrase}: user name or password are not accepted"),
        408 when response.IsMadeHere => "nobody answered",
        503 when response.IsMadeHere => "it cannot be reached",
        _ => string.Create(CultureInfo.InvariantCulture, $"{response.Status} {response.ReasonPhrase}"),
    };

    /// <summary>Half to all of a time that doubles with each failure, so that not everybody comes back at once.</summary>
    private TimeSpan Backoff(int failures)
    {
        var longest = FirstPause * Math.Pow(2, Math.Min(failures, 16));
        return (longest < LongestPause ? longest : LongestPause) * (0.5 + (random.NextDouble() / 2));
    }

    // The registrar may grant less than was asked for: in our contact, or for all of them.
    private TimeSpan Granted(SipResponse response)
    {
        var contacts = response.Headers.GetAddresses(SipHeaderNames.Contact).ToList();
        var ours = contacts.Find(contact => contact.Uri == _contact) ?? (contacts.Count == 1 ? contacts[0] : null);
        return uint.TryParse(ours?.Parameters["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || response.Headers.TryGetNumber(SipHeaderNames.Expires, out seconds)
                ? TimeSpan.FromSeconds(seconds)
                : _expires;
    }

    private async Task UnregisterAsync()
    {
        if (trunk.Registration.Status == TrunkRegistrationStatus.Registered)
        {
            using var patience = new CancellationTokenSource(LongestGoodbye, time);
            try
            {
                await SendAsync(TimeSpan.Zero, patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It runs out by itself.
            }
        }

        Tell(new(TrunkRegistrationStatus.Unregistered, time.GetUtcNow()));
    }

    private async Task<TrunkReply> SendAsync(TimeSpan expires, CancellationToken cancellationToken)
    {
        SipRequest? sent = null;
        var reply = await requests.SendAsync(trunk, () => sent = Create(expires), _authenticator, cancellationToken);
        _contact = sent?.Contact?.Uri;   // Completed by the endpoint, as it is reached from there.
        if (reply.Response is { } response)
        {
            _sequence = Math.Max(_sequence, response.CSeq.Number);   // Answering a challenge took another number.
        }

        return reply;
    }

    private SipRequest Create(TimeSpan expires)
    {
        var record = new NameAddress(new SipUri(trunk.Credentials?.Username, trunk.Uri.Host) { Scheme = trunk.Uri.Scheme });
        var request = new SipRequest(SipMethods.Register, trunk.Uri.ToRequestUri() with { User = null, Password = null });
        request.Headers.Add(SipHeaderNames.From, record.ToString());
        request.Headers.Add(SipHeaderNames.To, record.ToString());
        request.Headers.Add(SipHeaderNames.CallId, callId);
        request.Headers.Add(SipHeaderNames.CSeq, new CSeq(++_sequence, SipMethods.Register).ToString());
        request.Headers.Add(SipHeaderNames.Expires, ((int)expires.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private void Tell(TrunkRegistrationState state) => trunk.Registration = state;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Trunk {Trunk} has registered us for {Expires}.")]
        public static partial void Registered(ILogger logger, string trunk, TimeSpan expires);

        [LoggerMessage(2, LogLevel.Warning, "Trunk {Trunk} has not registered us: {Error}. Next attempt in {Pause}.")]
        public static partial void Failed(ILogger logger, string trunk, string error, TimeSpan pause);
    }
}
