import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { Router } from "./routing";
import { SignedInProvider } from "./signed-in";
import "./styles/base.css";
import "./styles/draft.css";
import "./styles/forms.css";
import "./styles/pages.css";
import "./styles/top.css";
import { TextProvider } from "./text";

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <TextProvider>
      <Router>
        <SignedInProvider>
          <App />
        </SignedInProvider>
      </Router>
    </TextProvider>
  </StrictMode>,
);
