using System.Net;
using System.Text;

namespace Parley.Client.Tests;

/// <summary>A server of which each answer is the test's.</summary>
internal sealed class StubServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>What was asked: method, path and query, key, body.</summary>
    public List<(string Line, string? Key, string Body, string? Once)> Asked { get; } = [];

    public StubServer Answers(HttpStatusCode status, string body, Action<HttpResponseMessage>? more = null)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            more?.Invoke(response);
            return response;
        });
        return this;
    }

    public ParleyClient Client(string? publicKey = "pk_1", string? privateKey = "sk_1")
        => new(new HttpClient(this) { BaseAddress = new Uri("http://parley.test") }, new() { PublicKey = publicKey, PrivateKey = privateKey });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add((
            $"{request.Method} {request.RequestUri!.PathAndQuery}",
            request.Headers.Authorization?.Parameter,
            request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "",
            request.Headers.TryGetValues("Idempotency-Key", out var once) ? once.Single() : null));
        return _answers.Dequeue()();
    }
}
