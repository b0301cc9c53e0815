using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Parley.Speech.OpenAi;

/// <summary>The model behind <c>/chat/completions</c>, whose failures say what to do.</summary>
internal sealed class OpenAiChat(OpenAiConnection connection) : DelegatingChatClient(Connect(connection))
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception exception) when (Explain(exception, cancellationToken) is { } explained)
        {
            throw explained;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(updates, cancellationToken))
        {
            yield return updates.Current;
        }
    }

    private static IChatClient Connect(OpenAiConnection connection) =>
        new OpenAIClient(
                new ApiKeyCredential(connection.Options.ApiKey!),
                new OpenAIClientOptions
                {
                    Endpoint = connection.Options.BaseUrl,
                    NetworkTimeout = connection.Options.Timeout,
                    RetryPolicy = new ClientRetryPolicy(0), // the connection's own handler repeats
                    Transport = new HttpClientPipelineTransport(connection.Http),
                })
            .GetChatClient(connection.Options.ChatModel)
            .AsIChatClient();

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception) when (Explain(exception, cancellationToken) is { } explained)
        {
            throw explained;
        }
    }

    private SpeechException? Explain(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ClientResultException { Status: > 0 } refused => connection.Refused(refused.Status, refused.Message, cause: refused),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => connection.TimedOut(exception),
        ClientResultException or HttpRequestException or IOException => connection.Unreachable(exception),
        _ => null,
    };
}
