using System.Globalization;
using Microsoft.Extensions.Logging;
using Parley.Sip.Messages;

namespace Parley.Telephony.Trunks;

/// <summary>Asks a trunk from time to time whether it is there (OPTIONS), and marks it down and up. Any answer will do, even a refusal, but 503.</summary>
internal sealed partial class TrunkWatch(Trunk trunk, TrunkRequests requests, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestPauseWhenDown = TimeSpan.FromSeconds(10);

    /// <summary>Runs until the token fires.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var reply = await requests.SendAsync(trunk, Create, authenticator: null, cancellationToken);
                Judge(reply.Response is { Status: not (408 or 503) } ? null : reply.Error ?? Explain(reply.Response!));
                await Task.Delay(trunk.Health.IsUp || interval < LongestPauseWhenDown ? interval : LongestPauseWhenDown, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static string Explain(SipResponse response) => response switch
    {
        { IsMadeHere: true, Status: 408 } => "it does not answer OPTIONS",
        { IsMadeHere: true } => "it cannot be reached",
        _ => string.Create(CultureInfo.InvariantCulture, $"it says {response.Status} {response.ReasonPhrase}"),
    };

    private void Judge(string? problem)
    {
        var (before, now) = (trunk.Health, time.GetUtcNow());
        var isUp = problem is null;
        trunk.Health = new(isUp, before.IsUp == isUp ? before.Since ?? now : now, problem);
        if (before.IsUp && !isUp)
        {
            Log.Down(logger, trunk.Name, problem!);
        }
        else if (!before.IsUp && isUp)
        {
            Log.Up(logger, trunk.Name);
        }
    }

    private SipRequest Create()
    {
        var host = new NameAddress(new SipUri(null, trunk.Uri.Host) { Scheme = trunk.Uri.Scheme });
        var request = new SipRequest(SipMethods.Options, trunk.Uri.ToRequestUri() with { User = null, Password = null });
        request.Headers.Add(SipHeaderNames.From, new NameAddress(new SipUri("parley", trunk.Uri.Host)).ToString());
        request.Headers.Add(SipHeaderNames.To, host.ToString());
        request.Headers.Add(SipHeaderNames.Accept, "application/sdp");
        return request;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Trunk {Trunk} is down: {Problem}.")]
        public static partial void Down(ILogger logger, string trunk, string problem);

        [LoggerMessage(2, LogLevel.Information, "Trunk {Trunk} is up again.")]
        public static partial void Up(ILogger logger, string trunk);
    }
}
