using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Telephony.Sockets;

namespace Parley.Server.Sockets;

/// <summary>Ends calls at their providers (contract 11.1), for those whose credentials are configured. A call that has ended already is no failure.</summary>
internal sealed partial class ProviderHangUp(IOptions<ParleyOptions> options, TimeProvider time, ILogger<ProviderHangUp> logger) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new();

    /// <summary>How a call is ended; <see langword="null"/> when closing its socket has to do.</summary>
    public Func<Task>? Of(string provider, SocketStart call)
    {
        var sockets = options.Value.Sockets;
        return provider switch
        {
            "twilio" when sockets.Twilio is { Secret: { } secret } twilio && (twilio.AccountId ?? call.AccountId) is { } account => () => SendAsync(provider, () =>
                new(HttpMethod.Post, Address(twilio, $"2010-04-01/Accounts/{account}/Calls/{call.CallId}.json"))
                {
                    Headers = { Authorization = Basic(account, secret) },
                    Content = new FormUrlEncodedContent([new("Status", "completed")]),
                }),
            "telnyx" when sockets.Telnyx is { Secret: { } secret } telnyx => () => SendAsync(provider, () =>
                new(HttpMethod.Post, Address(telnyx, $"v2/calls/{call.CallId}/actions/hangup"))
                {
                    Headers = { Authorization = new("Bearer", secret) },
                    Content = new StringContent("{}", Encoding.UTF8, "application/json"),
                }),
            "plivo" when sockets.Plivo is { Secret: { } secret } plivo && (plivo.AccountId ?? call.AccountId) is { } account => () => SendAsync(provider, () =>
                new(HttpMethod.Delete, Address(plivo, $"v1/Account/{account}/Call/{call.CallId}/")) { Headers = { Authorization = Basic(account, secret) } }),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // What the far end of a socket has sent goes into the path: it may name a call, and nothing else.
    private static Uri Address(ProviderAccountOptions account, string path) =>
        new(account.BaseUrl, string.Join('/', path.Split('/').Select(part => part is "." or ".." ? "-" : Uri.EscapeDataString(part))));

    private static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task SendAsync(string provider, Func<HttpRequestMessage> make)
    {
        using var patience = new CancellationTokenSource(LongestWait, time);
        try
        {
            using var request = make();
            using var response = await _http.SendAsync(request, patience.Token);
            if (!response.IsSuccessStatusCode && (int)response.StatusCode is not (404 or 422))
            {
                Log.Refused(logger, provider, (int)response.StatusCode);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            Log.NotReached(logger, provider, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider} did not end a call: status {Status}; its socket is closed")]
        public static partial void Refused(ILogger logger, string provider, int status);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Provider} could not be asked to end a call; its socket is closed")]
        public static partial void NotReached(ILogger logger, string provider, Exception fault);
    }
}
