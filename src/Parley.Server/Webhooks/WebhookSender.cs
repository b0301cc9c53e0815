using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Webhooks;

/// <summary>A signed request to somebody's server.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Hmac">The secret, base64.</param>
/// <param name="Body">JSON.</param>
internal sealed record SignedPost(Uri Url, string Hmac, ReadOnlyMemory<byte> Body)
{
    public string TimestampHeader { get; init; } = WebhookSignature.TimestampHeader;

    public string SignatureHeader { get; init; } = WebhookSignature.SignatureHeader;

    /// <summary><c>user:password</c>, or the same in base64.</summary>
    public string? BasicAuth { get; init; }

    public required TimeSpan Timeout { get; init; }
}

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status; <see langword="null"/> when none came.</param>
/// <param name="Error">What was wrong; <see langword="null"/> when it was taken (2xx).</param>
internal sealed record PostResult(int? Status, string? Error)
{
    public bool IsTaken => Error is null;
}

/// <summary>
/// Posts to webhooks. Follows no redirections, keeps no cookies, reads no bodies, and goes to no private addresses when those are not allowed: they are looked at when a
/// connection is made, so that no name can be pointed elsewhere after it was checked.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly bool _allowsPrivate;

    public WebhookSender(IOptions<ParleyOptions> options, TimeProvider time)
    {
        (_time, _allowsPrivate) = (time, options.Value.Webhooks.AllowPrivateAddresses);
        _client = new HttpClient(MakeHandler()) { Timeout = Timeout.InfiniteTimeSpan, DefaultRequestVersion = HttpVersion.Version11 };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Parley", null));
    }

    /// <summary>Says what is wrong with an address; <see langword="null"/> when nothing is.</summary>
    public string? Check(string? address)
    {
        if (address is not { Length: > 0 and <= Storage.Webhook.MaxUrlLength } || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return $"must be an http or https address of at most {Storage.Webhook.MaxUrlLength} characters";
        }

        return url.UserInfo.Length > 0 ? "must not carry credentials; give them as basicAuth"
            : url.Fragment.Length > 0 ? "must not have a fragment"
            : !_allowsPrivate && IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var literal) && PrivateAddresses.Contain(literal) ? NoPrivate(url)
            : null;
    }

    /// <summary>Sends a request and waits for the status of its answer.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; not when it took too long.</exception>
    public async Task<PostResult> PostAsync(SignedPost post, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(post.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Write(post);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            return new(status, response.IsSuccessStatusCode ? null : $"answered {status}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"no answer within {post.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            return new(null, Describe(fault));
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Write(SignedPost post)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, post.Url) { Content = new ReadOnlyMemoryContent(post.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var timestamp = WebhookSignature.TimestampOf(_time.GetUtcNow());
        request.Headers.Add(post.TimestampHeader, timestamp);
        request.Headers.Add(post.SignatureHeader, WebhookSignature.Sign(post.Hmac, timestamp, post.Body.Span));
        if (post.BasicAuth is { Length: > 0 } credentials)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", credentials.Contains(':', StringComparison.Ordinal) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)) : credentials);
        }

        return request;
    }

    private SocketsHttpHandler MakeHandler()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = _allowsPrivate,   // A proxy would connect where we cannot look.
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseDrainSize = 64 * 1024,
            MaxResponseHeadersLength = 32,
        };
        if (!_allowsPrivate)
        {
            handler.ConnectCallback = ConnectAsync;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || addresses.Any(PrivateAddresses.Contain))
        {
            throw new HttpRequestException(NoPrivate(context.InitialRequestMessage.RequestUri!));
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string NoPrivate(Uri url) => $"leads to a private address ({url.IdnHost}), which this server's operator does not allow (Parley:Webhooks:AllowPrivateAddresses)";

    private static string Describe(Exception fault)
    {
        var innermost = fault.GetBaseException().Message;
        var text = fault.Message.Contains(innermost, StringComparison.Ordinal) ? fault.Message : $"{fault.Message} {innermost}";
        return text.Length <= Storage.WebhookDelivery.MaxErrorLength ? text : text[..Storage.WebhookDelivery.MaxErrorLength];
    }
}
