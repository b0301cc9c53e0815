namespace Parley.Speech.AzureOpenAi;

/// <summary>Turns OpenAI's requests into Azure's: the key in a header of its own; with a dated version, the deployment in the path and the version in the query.</summary>
internal sealed class AzureOpenAiDialect(AzureOpenAiOptions options) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = null;
        request.Headers.Remove("api-key");
        request.Headers.Add("api-key", options.ApiKey);
        if (options.IsDated)
        {
            var task = request.RequestUri!.AbsolutePath["/openai/".Length..];
            var deployment = task switch
            {
                "audio/speech" => options.SpeechDeployment,
                "audio/transcriptions" => options.TranscriptionDeployment,
                _ => options.ChatDeployment,
            };
            request.RequestUri = new Uri(
                request.RequestUri,
                $"/openai/deployments/{Uri.EscapeDataString(deployment ?? "")}/{task}?api-version={options.ApiVersion}");
        }

        return base.SendAsync(request, cancellationToken);
    }
}
